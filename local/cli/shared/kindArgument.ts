import type { AnyKind } from "../../../catalog";
import { kindOfDetailType, kindProblem } from "../../../models/catalogueMatch/kindNames";
import { MisuseError } from "./errors";

/** How the help text says what a KIND is. */
export const KIND_ARGUMENT = "a kind such as TrainingJob (jobstatus kinds lists them), or the detail-type of its events";

/**
 * The kind that someone names, or whose detail-type.
 *
 * @throws MisuseError for anything else, with what was probably meant.
 */
export function readKind(given: string): AnyKind {
    const kind = kindOfDetailType(given);
    const problem = kind === undefined ? kindProblem(given) : undefined;
    if (problem !== undefined) {
        throw new MisuseError(`KIND ${problem}`);
    }
    return kind ?? (given as AnyKind);
}
