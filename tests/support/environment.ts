/**
 * Runs something with other environment variables, or without those that are `undefined`; what was there before is back afterwards. `process.env` itself
 * must never be replaced: native code such as `os.tmpdir()` does not see the copy.
 */
export function withEnvironment<T>(settings: Record<string, string | undefined>, work: () => T): T {
    const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
    const apply = (entries: readonly (readonly [string, string | undefined])[]) => {
        for (const [name, value] of entries) {
            if (value === undefined) {
                delete process.env[name];
            } else {
                process.env[name] = value;
            }
        }
    };
    apply(Object.entries(settings));
    let result: T;
    try {
        result = work();
    } catch (error) {
        apply(before);
        throw error;
    }
    if (result instanceof Promise) {
        return result.finally(() => apply(before)) as T;
    }
    apply(before);
    return result;
}
