import * as path from "node:path";
import { Command, Option } from "commander";

import { KIND_NAMES, KINDS, type Kind, type KindRow, type StatusOf, type WhereOf } from "../../catalog";
import { difference } from "../../models/catalogueMatch/obstacles";
import { compileRules } from "../../models/eventPattern";
import { jobStatusPattern } from "../../models/jobStatusPattern";
import { colors as pc } from "./colors";
import { EXIT, MisuseError } from "./errors";
import { commandSnippet, jsonText, reactionSnippet, ruleSnippet, type SnippetParts } from "./patternSnippets";
import { OWN_PROJECT } from "./programOptions";
import { readEvents, type SourcedEvent } from "./readEvents";

export interface PatternOptions {
    status?: string[];
    namePrefix?: string;
}

/** A sample event and whether the pattern matches it. */
interface Sample {
    readonly name: string;
    readonly kind: string | null;
    /** Null where the event carries none. */
    readonly status: string | null;
    readonly matches: boolean;
}

/** An event pattern in every form that somebody may need. */
export interface PatternReport {
    readonly kind: Kind;
    /** Empty for every status. */
    readonly statuses: readonly string[];
    readonly pattern: object;
    /** Null where a reaction can't say it: it filters on fields of `detail` only. */
    readonly reaction: string | null;
    readonly rule: string;
    readonly command: string;
    readonly samples: readonly Sample[];
}

/** `jobstatus pattern KIND`: the event pattern for a kind of event, ready for a rule, and the sample events that it matches. */
export function patternCommand(done: (work: Promise<number>) => Promise<void>): Command {
    return new Command("pattern")
        .description("Writes the event pattern for a kind, ready for a rule, and says which sample events it matches.")
        .argument("<kind>", `one of ${KIND_NAMES.join(", ")}`)
        .option("--status <status>", "only this status, in the spelling of events; may be repeated", (text: string, before: string[] = []) => [
            ...before,
            text,
        ])
        .option("--name-prefix <prefix>", "only resources whose name begins with this")
        .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
        .action((kind: string, options: PatternOptions & { format: string }) =>
            done(
                (async () => {
                    const report = makePattern(kind, options, readEvents([path.join(OWN_PROJECT, "tests", "events")]));
                    process.stdout.write(`${options.format === "json" ? JSON.stringify(report, null, 4) : renderPattern(report)}\n`);
                    return EXIT.ok;
                })(),
            ),
        );
}

/**
 * Makes the pattern and tries it on sample events.
 *
 * @throws MisuseError for a kind or status that events do not have, and for a prefix that no name begins with.
 */
export function makePattern(given: string, options: PatternOptions, events: readonly SourcedEvent[]): PatternReport {
    const kind = KIND_NAMES.find((name) => name === given);
    if (kind === undefined) {
        throw new MisuseError(`KIND must be one of ${KIND_NAMES.join(", ")}, got ${JSON.stringify(given)}${didYouMean(given, KIND_NAMES)}`);
    }
    const row: KindRow = KINDS[kind];
    const statuses = statusesOf(row, options.status);
    const prefix = checkedPrefix(options.namePrefix);
    const where = prefix !== undefined && row.nameField !== null ? { [row.nameField]: [{ prefix }] } : undefined;
    const pattern = {
        ...jobStatusPattern({
            kind,
            ...(statuses.length > 0 && { statuses: statuses as readonly StatusOf<Kind>[] }),
            ...(where && { where: where as WhereOf<Kind> }),
        }),
        // The name stands in the ARN alone. What is before it differs from account to account, so no prefix can be given for it.
        ...(prefix !== undefined && row.nameField === null && { resources: [{ wildcard: `*:${row.arnResource}/${prefix}*` }] }),
    };
    const parts: SnippetParts = { kind, statuses, where, pattern };
    const match = compileRules([{ name: kind, pattern }]);
    return {
        kind,
        statuses,
        pattern,
        reaction: "resources" in pattern ? null : reactionSnippet(parts),
        rule: ruleSnippet(parts),
        command: commandSnippet(parts),
        samples: events.map(({ name, event }) => ({ name, ...kindAndStatus(event), matches: match(event).length > 0 })),
    };
}

function statusesOf(row: KindRow, given: readonly string[] = []): string[] {
    if (given.length > 0 && !row.statusInEvent) {
        throw new MisuseError(
            `--status can't be given for ${row.kind}: ${row.title} events carry no status, so a rule that filters on one may never match`,
        );
    }
    const allowed = row.statuses.filter(({ emitted }) => emitted).map(({ value }) => value);
    const wrong = given.find((status) => !allowed.includes(status));
    if (wrong !== undefined) {
        throw new MisuseError(
            `--status of ${row.kind} must be one of ${allowed.join(", ")}, got ${JSON.stringify(wrong)}${didYouMean(wrong, allowed)}`,
        );
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

/** The nearest of the allowed words, if it is near enough for a slip. */
function didYouMean(given: string, allowed: readonly string[]): string {
    const [nearest] = allowed.map((word) => ({ word, apart: difference(word, given) })).sort((a, b) => a.apart - b.apart);
    return nearest !== undefined && nearest.apart <= 0.4 ? ` (did you mean ${nearest.word}?)` : "";
}

function kindAndStatus(event: object): { kind: string | null; status: string | null } {
    const { "detail-type": detailType, detail } = event as { "detail-type"?: unknown; detail?: Record<string, unknown> };
    const row: KindRow | undefined = Object.values(KINDS).find((each) => each.detailType === detailType);
    const status = row?.statusInEvent ? detail?.[row.statusField] : undefined;
    return { kind: row?.kind ?? null, status: typeof status === "string" ? status : null };
}

/** The forms one below the other, each ready to copy. */
export function renderPattern({ kind, statuses, pattern, reaction, rule, command, samples }: PatternReport): string {
    const matching = samples.filter(({ matches }) => matches);
    const shown = samples.filter((sample) => sample.matches || sample.kind === kind);
    const width = Math.max(0, ...shown.map(({ name }) => name.length));
    const of = statuses.length === 0 ? "every status" : statuses.join(", ");
    return [
        `${pc.bold("Event pattern")}  ${KINDS[kind].title}, ${of}\n\n${jsonText(pattern)}`,
        reaction === null
            ? `${pc.bold("TypeScript, with the components of this project")}\n\nnot possible: a JobStatusReaction filters on fields of detail, and ${KINDS[kind].title} events have the name in resources only`
            : `${pc.bold("TypeScript, with the components of this project")}\n\n${reaction}`,
        `${pc.bold("TypeScript, a rule alone")}\n\n${rule}`,
        `${pc.bold("AWS CLI")}  (a rule needs a target as well: aws events put-targets)\n\n${command}`,
        [
            `${pc.bold("Sample events")}  ${matching.length} of ${samples.length} match`,
            ...shown.map(({ name, status, matches }) =>
                `  ${matches ? pc.green("✔") : pc.dim("·")} ${name.padEnd(width)}  ${status ?? ""}`.trimEnd(),
            ),
        ].join("\n"),
    ].join("\n\n");
}
