/** The value of an environment variable. Throws when it is missing, so that a function that lacks it fails at once and says so. */
export function requireEnvironment(variable: string): string {
    const value = process.env[variable];
    if (value === undefined || value === "") {
        throw new Error(`The function's environment must have ${variable}`);
    }
    return value;
}
