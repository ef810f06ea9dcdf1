# One case of transparency_client, by the name in CASE: recorded, it is as it is bare, and the trace has all of it.
. "$SOURCE/tests/transparency/compare.sh"
compare "$CASE" "$(traces_of "$CASE")"

# What was recorded of every argument, for cases where that was written down (and compared with what the client's
# source says, argument by argument: the file is no recording to be renewed when it differs).
expected=$SOURCE/tests/transparency/expected/$CASE.fields
if [ -f "$expected" ]; then
	# Threads mix as they like; tokens are made with the key of the user who runs this.
	sed -E 's/mtr-redacted-([A-Z])-[0-9a-f]+/mtr-redacted-\1-TOKEN/g' "$CASE/fields" | sort -s -k1,1 >fields
	expect_same "$expected" fields
fi
