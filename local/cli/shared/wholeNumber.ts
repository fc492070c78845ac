import { MisuseError } from "./errors";

/** The number of an option. @throws MisuseError for anything but a whole number between two others. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
        throw new MisuseError(`${option} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
    }
    return number;
}
