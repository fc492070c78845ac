/** A mistake that the user can correct. The message is complete: print it as it is, without a stack trace. */
export class ProgramError extends Error {
    public override readonly name = "ProgramError";

    /** @param isMisuse Whether it is a mistake in the call, the settings or the code that keeps the program from being started or loaded. @default false */
    constructor(
        message: string,
        public readonly isMisuse = false,
    ) {
        super(message);
    }
}
