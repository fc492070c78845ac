/** A mistake that the user can correct. The message is complete: print it as it is, without a stack trace. */
export class ProgramError extends Error {
    public override readonly name = "ProgramError";

    /** @param isMisuse Whether it is about how the program was called, not about the program. @default false */
    constructor(
        message: string,
        public readonly isMisuse = false,
    ) {
        super(message);
    }
}
