/** Gets the work of the command that is called, whose result is the exit code. */
export type Done = (work: Promise<number>) => Promise<void>;

/** A reader of an option that may be repeated. */
export const repeated = (text: string, before: readonly string[] = []): string[] => [...before, text];
