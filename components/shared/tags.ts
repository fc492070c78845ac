import * as pulumi from "@pulumi/pulumi";

import { show } from "./arguments";

export interface TagsArgs {
    /**
     * Tags of every resource that can have some.
     * @default none but the provider's `defaultTags`
     */
    tags?: Record<string, pulumi.Input<string>>;
}

const MOST_TAGS = 50;

/** Problems of tags. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html (naming limits) */
export function tagProblems(tags: unknown): string[] {
    if (tags === undefined) {
        return [];
    }
    if (typeof tags !== "object" || tags === null || Array.isArray(tags) || pulumi.Output.isInstance(tags)) {
        return [`tags must be an object of names and values, got ${show(tags)}`];
    }
    const entries = Object.entries(tags);
    return [
        ...(entries.length > MOST_TAGS ? [`tags must be at most ${MOST_TAGS}, got ${entries.length}`] : []),
        // AWS refuses a role with both: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
        ...Object.keys(tags).flatMap((name, index, all) => {
            const first = all.findIndex((other) => other.toLowerCase() === name.toLowerCase());
            return first === index ? [] : [`tags must have names that differ by more than case, got ${show(all[first])} and ${show(name)}`];
        }),
        ...entries.flatMap(([name, value]) => [
            ...(isTagText(name, 1, 128) && !/^aws:/i.test(name)
                ? []
                : [`tags must have names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got ${show(name)}`]),
            ...(pulumi.Output.isInstance(value) || value instanceof Promise || isTagText(value, 0, 256)
                ? []
                : [`tags ${name}: must be a text of at most 256 letters, digits, spaces and _.:/=+-@, got ${show(value)}`]),
        ]),
    ];
}

function isTagText(value: unknown, minimum: number, maximum: number): boolean {
    return typeof value === "string" && value.length >= minimum && value.length <= maximum && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value);
}
