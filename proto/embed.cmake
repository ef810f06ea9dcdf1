# Writes the bytes of INPUT as a C array.
file(READ ${INPUT} hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n\t" bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <stddef.h>\nextern const unsigned char mtr_descriptor_bytes[];\nextern const size_t mtr_descriptor_size;\n"
	"const unsigned char mtr_descriptor_bytes[] = {\n\t${bytes}\n};\nconst size_t mtr_descriptor_size = ${size};\n")
