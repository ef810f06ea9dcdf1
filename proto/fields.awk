# Turns the field numbers and enum values of mitrace.proto into C macros:
#   message Call { optional bytes class_name = 9; }   ->  #define MTR_CALL_CLASS_NAME 9
#   enum Function { MI_Session_Close = 20; }          ->  #define MTR_FUNCTION_MI_Session_Close 20
BEGIN { print "/* Made from mitrace.proto by fields.awk. */\n#ifndef MITRACE_FIELDS_H\n#define MITRACE_FIELDS_H\n" }
function snake(name) { gsub(/[A-Z]/, "_&", name); sub(/^_/, "", name); return toupper(name) }
{ sub(/\/\/.*/, "") }
/^message / { message = snake($2); enumeration = "" }
/^enum / { enumeration = snake($2); message = "" }
match($0, /[A-Za-z0-9_]+[ \t]*=[ \t]*[0-9]+/) && (message != "" || enumeration != "") {
	split(substr($0, RSTART, RLENGTH), part, /[ \t]*=[ \t]*/)
	if (enumeration != "")
		printf "#define MTR_%s_%s %d\n", enumeration, part[1], part[2]
	else
		printf "#define MTR_%s_%s %d\n", message, toupper(part[1]), part[2]
}
END { print "\n#endif" }
