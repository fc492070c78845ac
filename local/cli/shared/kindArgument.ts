import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, detailTypesOf, WITHOUT_EVENTS } from "../../../catalog";
import { difference } from "../../../models/catalogueMatch/spelling";
import { MisuseError } from "./errors";

/** How the help text says what a KIND is. */
export const KIND_ARGUMENT = "a kind such as TrainingJob (jobstatus kinds lists them), or the detail-type of its events";

/** Words of a detail-type are mostly the same. */
const SLIP = { name: 0.4, detailType: 0.15 } as const;

/**
 * The kind that someone names, or whose detail-type.
 *
 * @throws MisuseError for anything else, with what was probably meant.
 */
export function readKind(given: string): AnyKind {
    const kind = ALL_KIND_NAMES.find((name) => name === given || detailTypesOf(ALL_KINDS[name]).includes(given));
    if (kind !== undefined) {
        return kind;
    }
    if (WITHOUT_EVENTS.includes(given)) {
        throw new MisuseError(
            `KIND ${given}: SageMaker sends no event of it; CloudTrail has the calls that change it, and Describe${given} its status`,
        );
    }
    const isDetailType = /^sagemaker\s/i.test(given);
    const meant = isDetailType
        ? didYouMean(
              given,
              ALL_KIND_NAMES.flatMap((name) => detailTypesOf(ALL_KINDS[name])),
              SLIP.detailType,
          )
        : didYouMean(given, ALL_KIND_NAMES);
    throw new MisuseError(`KIND must be one of ${ALL_KIND_NAMES.join(", ")}, got ${JSON.stringify(given)}${meant}`);
}

/** The nearest of the allowed words, if it is near enough for a slip. */
export function didYouMean(given: string, allowed: readonly string[], slip: number = SLIP.name): string {
    const [nearest] = allowed.map((word) => ({ word, apart: difference(word, given) })).sort((a, b) => a.apart - b.apart);
    return nearest !== undefined && nearest.apart <= slip ? ` (did you mean ${nearest.word}?)` : "";
}
