/*
 * void *dlsym(void *handle, const char *name), void *dlopen(const char *path, int mode): ask shim_..._target() where to
 * go on to, and go there by a jump, so that the real function sees its caller and not us. What RTLD_NEXT and
 * RUNPATH mean depends on that.
 */
#if defined(__x86_64__)
	.macro	redirect name, target
	.text
	.globl	\name
	.type	\name, @function
\name:
	.cfi_startproc
	subq	$24, %rsp
	.cfi_adjust_cfa_offset 24
	movq	%rdi, (%rsp)
	movq	%rsi, 8(%rsp)
	call	\target
	movq	(%rsp), %rdi
	movq	8(%rsp), %rsi
	addq	$24, %rsp
	.cfi_adjust_cfa_offset -24
	jmp	*%rax
	.cfi_endproc
	.size	\name, . - \name
	.endm
#elif defined(__aarch64__)
	.macro	redirect name, target
	.text
	.globl	\name
	.type	\name, %function
\name:
	.cfi_startproc
	stp	x29, x30, [sp, #-32]!
	.cfi_adjust_cfa_offset 32
	stp	x0, x1, [sp, #16]
	bl	\target
	mov	x9, x0
	ldp	x0, x1, [sp, #16]
	ldp	x29, x30, [sp], #32
	.cfi_adjust_cfa_offset -32
	br	x9
	.cfi_endproc
	.size	\name, . - \name
	.endm
#endif
	redirect dlsym, shim_dlsym_target
	redirect dlopen, shim_dlopen_target
	.section .note.GNU-stack, "", %progbits
