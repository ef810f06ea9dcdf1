/* Which names are secret. Tables: the rule is what they say. */
#include <stdbool.h>
#include <string.h>

#include "redact.h"
#include "unit.h"

static const char *const secret[] = {
	/* clang-format off */
	"password", "Password", "PASSWORD", "userPassword", "UserPassword", "user_password", "user-password",
	"USER_PASSWORD", "password1", "Password2", "passwords", "oldPassword", "NewPassword", "dbpassword",
	"mypasswd", "passwd", "PassPhrase", "passphrase", "pass_phrase", "pass phrase", "passcode", "pwd", "userPwd",
	"UserPW", "pw", "pass", "user_pass", "DBPass", "secret", "Secret", "clientSecret", "client_secret",
	"SharedSecret", "SECRETS", "token", "accessToken", "access_token", "X-Auth-Token", "authToken", "authtoken",
	"RefreshToken", "securityToken", "bearer_token", "apikey", "apiKey", "API_KEY", "api-key", "X-API-Key",
	"APIKey", "privateKey", "PrivateKey", "private_key", "__MI_DESTINATIONOPTIONS_PRIVATE_KEY_FILE", "secretKey",
	"AccountKey", "SharedAccessKey", "accessKey", "encryptionKey", "masterKey", "sessionKey", "ssh_key",
	"credential", "Credentials", "UserCredential", "creds", "credentialBlob", "otp", "Authorization",
	"Proxy-Authorization", "Cookie", "session_cookie", "passwordHash", "PasswordSalt", "secretValue", "tokenId",
	"ProductKey", "MI_PasswordText", "aws_secret_access_key", "jwt", "keytab", "secret key", "API keys",
	"__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS", "adminPasswordConfirm", "PasswordForUser",
	/* clang-format on */
};

static const char *const harmless[] = {
	/* clang-format off */
	"", "key", "Key", "keys", "KeyName", "keyboard", "monkey", "hockey", "PublicKey", "primaryKey", "foreign_key",
	"RegistryKey", "name", "UserName", "user", "tokenizer", "Tokenize", "secretary", "Secretariat", "compass",
	"bypass", "passage", "passenger", "passive", "PassCount", "PassThrough", "pass_rate", "TestPass", "passwordless",
	"PasswordAge", "MaxPasswordAge", "MinimumPasswordLength", "PasswordExpires", "PasswordRequired",
	"PasswordChangeable", "PasswordLastSet", "password_policy", "PasswordNeverExpires", "TokenType", "token_count",
	"SecretType", "SecretName", "CredentialType", "authorizationType", "AuthorizationPolicyName", "Author",
	"author", "Caption", "Description", "InstanceID", "Path", "pwdless", "crediting", "credit", "CreditCardCount",
	"Sequence", "Handle", "KeyFile", "cert_file", "PWM", "apiVersion", "ApiKeyName", "keypad", "Turkey", "donkeys",
	"access", "private", "shared", "session", "hash", "salt", "pipe", "1234", "___", "AccessType", "PrivateBytes",
	"SharedMemory", "SessionId", "cookbook", "rookie",
	/* clang-format on */
};

static void secret_names_are_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		if (!mtr_redaction_secret_name(secret[i], strlen(secret[i])))
			fail_msg("'%s' is a secret name", secret[i]);
}

static void harmless_names_are_left_alone(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (mtr_redaction_secret_name(harmless[i], strlen(harmless[i])))
			fail_msg("'%s' is no secret name", harmless[i]);
}

static void policies_decide_which_names_count(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE];
	struct mtr_redaction r;

	(void)state;
	mtr_redaction_init(&r, MTR_REDACTION_CREDENTIALS, key);
	assert_false(mtr_redaction_wants(&r, "password", 8));
	assert_true(mtr_redaction_wants_option(&r, "password", 8));
	assert_false(mtr_redaction_wants_option(&r, "locale", 6));
	mtr_redaction_init(&r, MTR_REDACTION_SECRETS, key);
	assert_true(mtr_redaction_wants(&r, "password", 8));
	assert_false(mtr_redaction_wants(&r, "caption", 7));
	mtr_redaction_init(&r, MTR_REDACTION_STRICT, key);
	assert_true(mtr_redaction_wants(&r, "caption", 7));
}

static void names_need_no_terminator_and_any_length(void **state)
{
	char longest[4096];

	(void)state;
	assert_false(mtr_redaction_secret_name("password", 6));
	assert_false(mtr_redaction_secret_name("passwordAge", 11));
	memset(longest, 'A', sizeof(longest));
	assert_false(mtr_redaction_secret_name(longest, sizeof(longest)));
	memcpy(longest + sizeof(longest) - 9, "_password", 9);
	assert_true(mtr_redaction_secret_name(longest, sizeof(longest)));
	for (size_t i = 0; i + 1 < sizeof(longest); i += 2)
		memcpy(longest + i, "a_", 2);
	assert_false(mtr_redaction_secret_name(longest, sizeof(longest)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret_names_are_found),
		cmocka_unit_test(harmless_names_are_left_alone),
		cmocka_unit_test(policies_decide_which_names_count),
		cmocka_unit_test(names_need_no_terminator_and_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
