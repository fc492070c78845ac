/** A mistake that the user can correct. The message is complete: print it as it is, without a stack trace. */
export class ProgramError extends Error {
    public override readonly name = "ProgramError";
}
