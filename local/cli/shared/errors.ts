/** Exit codes of every command. */
export const EXIT = { ok: 0, findings: 1, misuse: 2 } as const;

/** A mistake of the person at the keyboard: printed as one line, without a stack trace, with exit code 2. */
export class MisuseError extends Error {
    public override readonly name = "MisuseError";
}
