import { ALL_KINDS, type AnyKind, type EventKindRow, notifyProblem, type StatusOf, type WhereOf } from "../../../catalog";
import { compileRules } from "../../../models/eventPattern";
import { wrongStatus } from "../../../models/catalogueMatch/statusNames";
import { jobStatusPattern } from "../../../models/jobStatusPattern";
import { EXIT, MisuseError } from "../shared/errors";
import { readKind } from "../shared/kindArgument";
import { exampleFolder, kindOf } from "../kinds/sheet";
import { isOfCalls, makeCallPattern, renderCallPattern } from "./calls";
import { block, commandSnippet, jsonText, reactionSnippet, ruleSnippet, type SnippetParts } from "./snippets";
import { readEvents, type SourcedEvent } from "../shared/readEvents";
import { colors as pc, print } from "../shared/terminal";
import { fit, tableRows } from "../shared/text";

export interface PatternOptions {
    status?: string[];
    namePrefix?: string;
}

export interface PatternCommandOptions extends PatternOptions {
    format: "text" | "json";
}

/** A sample event and whether the pattern matches it. */
interface Sample {
    readonly name: string;
    readonly kind: string | null;
    /** Null where the event carries none. */
    readonly status: string | null;
    readonly matches: boolean;
}

/** An event pattern in every form that someone may need. */
export interface PatternReport {
    readonly kind: AnyKind;
    /** Empty for every status. */
    readonly statuses: readonly string[];
    readonly pattern: object;
    /** Null where a reaction with `notify` can't have it: it filters on fields of `detail` only, and not every kind's events say what happened. */
    readonly reaction: string | null;
    readonly rule: string;
    readonly command: string;
    readonly samples: readonly Sample[];
}

export async function printPattern(kind: string, options: PatternCommandOptions): Promise<number> {
    if (isOfCalls(kind)) {
        const calls = makeCallPattern(kind, options);
        print(options.format === "json" ? JSON.stringify(calls, null, 4) : renderCallPattern(calls));
        return EXIT.ok;
    }
    const report = makePattern(kind, options, readEvents([exampleFolder(readKind(kind))]));
    print(options.format === "json" ? JSON.stringify(report, null, 4) : renderPattern(report));
    return EXIT.ok;
}

/**
 * Makes the pattern and tries it on sample events.
 *
 * @throws MisuseError for a kind or status that events do not have, and for a prefix that no name begins with.
 */
export function makePattern(given: string, options: PatternOptions, events: readonly SourcedEvent[]): PatternReport {
    const kind = readKind(given);
    const row: EventKindRow = ALL_KINDS[kind];
    const statuses = statusesOf(row, options.status);
    const prefix = checkedPrefix(options.namePrefix);
    const name = prefix === undefined ? {} : nameCondition(row, prefix);
    const pattern = {
        ...jobStatusPattern({
            kind,
            ...(statuses.length > 0 && { statuses: statuses as readonly StatusOf<AnyKind>[] }),
            ...(name.where && { where: name.where as WhereOf<AnyKind> }),
        }),
        ...(name.resources && { resources: name.resources }),
    };
    const { where } = name;
    const parts: SnippetParts = { kind, statuses, where, pattern };
    const match = compileRules([{ name: kind, pattern }]);
    return {
        kind,
        statuses,
        pattern,
        reaction: "resources" in pattern || notifyProblem(row) !== undefined ? null : reactionSnippet(parts),
        rule: ruleSnippet(parts),
        command: commandSnippet(parts),
        samples: events.map(({ name, event }) => ({ name, ...kindOf(event), matches: match(event).length > 0 })),
    };
}

/** The condition on a name: on its field, or, if only the ARN has the name, on that. */
function nameCondition(row: EventKindRow, prefix: string): { where?: object; resources?: readonly object[] } {
    if (row.nameField !== null) {
        return { where: at(row.nameField.split("."), [{ prefix }]) };
    }
    if (row.arnResource === null || row.unverified !== undefined) {
        throw new MisuseError(`--name-prefix can't be given for ${row.kind}: it is not documented where its events have a name`);
    }
    // What is before the name differs from account to account, so no prefix can be given for it.
    const condition = [{ wildcard: `*:${row.arnResource}/${prefix}*` }];
    return row.arnField === null ? { resources: condition } : { where: at(row.arnField.split("."), condition) };
}

function at([name = "", ...rest]: readonly string[], value: unknown): object {
    return { [name]: rest.length === 0 ? value : at(rest, value) };
}

function statusesOf(row: EventKindRow, given: readonly string[] = []): string[] {
    if (given.length > 0 && !row.statusInEvent && !row.statusInDetailType) {
        throw new MisuseError(
            `--status can't be given for ${row.kind}: ${row.title} events carry no status, so a rule that filters on one may never match`,
        );
    }
    const [problem] = given.flatMap((status) => wrongStatus(row, status) ?? []);
    if (problem !== undefined) {
        throw new MisuseError(`--status of ${row.kind} must be one of ${problem}`);
    }
    return [...new Set(given)];
}

/** SageMaker's names have letters, digits and hyphens; a version of a model package has a slash before its number. */
function checkedPrefix(prefix: string | undefined): string | undefined {
    if (prefix !== undefined && !/^[A-Za-z0-9][A-Za-z0-9/-]*$/.test(prefix)) {
        throw new MisuseError(
            `--name-prefix must begin with a letter or digit and have letters, digits, - and / only, as names have, got ${JSON.stringify(prefix)}`,
        );
    }
    return prefix;
}

/** The forms one below the other, each ready to copy. */
export function renderPattern({ kind, statuses, pattern, reaction, rule, command, samples }: PatternReport): string {
    const row: EventKindRow = ALL_KINDS[kind];
    const { title } = row;
    const inResources = `a JobStatusReaction filters on fields of detail, and ${title} events have the name in resources only`;
    const unreported = notifyProblem(row);
    const why = unreported === undefined ? inResources : `notify can't report it: ${unreported}`;
    const matching = samples.filter(({ matches }) => matches);
    const shown = samples.filter((sample) => sample.matches || sample.kind === kind);
    const of = statuses.length === 0 ? "every status" : statuses.join(", ");
    const samplesText = shown.map(({ name, status, matches }) => [`${matches ? pc.green("✔") : pc.dim("·")} ${name}`, status ?? ""]);
    return [
        block("Event pattern", `${title}, ${of}`, jsonText(pattern)),
        block("TypeScript, with the components of this project", "", reaction ?? fit(`not possible: ${why}`)),
        block("TypeScript, a rule alone", "", rule),
        block("AWS CLI", "(a rule needs a target as well: aws events put-targets)", command),
        [`${pc.bold("Sample events")}  ${matching.length} of ${samples.length} match`, ...tableRows(samplesText)].join("\n"),
    ].join("\n\n");
}
