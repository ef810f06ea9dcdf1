/*
 * void *dlsym(void *handle, const char *name): asks shim_dlsym_answer(), and where that has no answer goes on to the
 * real dlsym() by a jump, so that it sees its caller and not us. What RTLD_NEXT means depends on that.
 */
#if defined(__x86_64__)
	.text
	.globl	dlsym
	.type	dlsym, @function
dlsym:
	.cfi_startproc
	subq	$40, %rsp
	.cfi_adjust_cfa_offset 40
	movq	%rdi, 8(%rsp)
	movq	%rsi, 16(%rsp)
	leaq	24(%rsp), %rdx
	call	shim_dlsym_answer
	movq	8(%rsp), %rdi
	movq	16(%rsp), %rsi
	movq	24(%rsp), %r11
	addq	$40, %rsp
	.cfi_adjust_cfa_offset -40
	testq	%rax, %rax
	jne	1f
	jmp	*%r11
1:	ret
	.cfi_endproc
	.size	dlsym, . - dlsym
#elif defined(__aarch64__)
	.text
	.globl	dlsym
	.type	dlsym, %function
dlsym:
	.cfi_startproc
	stp	x29, x30, [sp, #-48]!
	.cfi_adjust_cfa_offset 48
	stp	x0, x1, [sp, #16]
	add	x2, sp, #32
	bl	shim_dlsym_answer
	mov	x9, x0
	ldr	x10, [sp, #32]
	ldp	x0, x1, [sp, #16]
	ldp	x29, x30, [sp], #48
	.cfi_adjust_cfa_offset -48
	cbnz	x9, 1f
	br	x10
1:	mov	x0, x9
	ret
	.cfi_endproc
	.size	dlsym, . - dlsym
#endif
	.section .note.GNU-stack, "", %progbits
