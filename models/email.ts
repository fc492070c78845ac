/** Whether it could be a mail address: AWS finds out the rest. */
export function isEmail(value: unknown): boolean {
    return typeof value === "string" && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
}
