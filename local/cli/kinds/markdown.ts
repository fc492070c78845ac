import { markdownTable } from "../shared/markdown";
import type { KindSheet } from "./sheet";
import { factsOf, groupsOf, withMeaning } from "./render";

const FENCE = "```";

const EVIDENCE = [
    ["docs-sample", "a sample event in AWS's documentation"],
    ["docs-list", "a list in AWS's documentation"],
    ["capture", "a real event that was published"],
    ["handler-code", "published code that matches on it"],
    ["api-enum", "the API has it, and events are assumed to spell it alike"],
    ["derived", "follows from similar statuses; no source has it"],
];

/** `docs/kinds.md`. */
export function renderKindsPage(sheets: readonly KindSheet[], withoutEvents: readonly string[]): string {
    const groups = groupsOf(sheets);
    return `${[
        "# The kinds",
        "<!-- Made from catalog/ by npm run docs. Change the catalogue, not this page. -->",
        "What SageMaker sends events about, and what they say. `npx --no-install jobstatus kinds KIND` prints the same.",
        groups.map(([heading, members]) => `- ${heading}: ${members.map(({ kind }) => `[${kind}](#${kind.toLowerCase()})`).join(", ")}`).join("\n"),
        `SageMaker sends no events of ${withoutEvents.join(", ")}. CloudTrail has the calls that change them.`,
        "A status is transitional (on its way), succeeded, failed, or stopped (ended or gone without a result). How well its spelling is known:",
        markdownTable(["evidence", "seen in"], EVIDENCE),
        ...groups.flatMap(([heading, members]) => [`## ${heading}`, ...members.flatMap(sectionsOf)]),
    ].join("\n\n")}\n`;
}

function sectionsOf(sheet: KindSheet): string[] {
    const { kind, title, unverified, statuses, secondary, traps, fields, operations, example, sources } = sheet;
    const code = (text: string | null) => (text === null ? "" : `\`${text}\``);
    return [
        `### ${kind}`,
        `${title.replace(/^./, (letter) => letter.toUpperCase())}${unverified === null ? "." : `: ${unverified}.`}`,
        markdownTable(["", ""], factsOf(sheet)),
        ...(statuses.length === 0
            ? []
            : [
                  markdownTable(
                      ["status in events", "in the API", "class", "meaning", "evidence"],
                      statuses.map(({ value, api, class: statusClass, meaning, evidence, emitted }) => [
                          emitted ? code(value) : "(none)",
                          code(api),
                          statusClass,
                          meaning,
                          evidence,
                      ]),
                  ),
              ]),
        ...(secondary === null
            ? []
            : [
                  markdownTable(
                      ["status", code(secondary.field)],
                      Object.entries(secondary.values).map(([status, values]) => [
                          code(status),
                          values.map((value) => withMeaning(code(value), secondary.meanings[status]?.[value])).join(", "),
                      ]),
                  ),
              ]),
        ...(traps.length === 0 ? [] : [traps.map((trap) => `- ${trap}.`).join("\n")]),
        ...(fields.length === 0
            ? []
            : [
                  markdownTable(
                      ["field of `detail`", "type"],
                      fields.map(({ path, type }) => [code(path), type]),
                  ),
              ]),
        ...(operations.length === 0
            ? []
            : [
                  markdownTable(
                      ["operation", "IAM action", "allowed on"],
                      operations.map(({ name, action, on, reference }) => [
                          `[${name}](${reference})`,
                          code(action),
                          code(on === "*" ? "*" : `${on}/*`),
                      ]),
                  ),
              ]),
        ...(example === null ? [] : [`${FENCE}json\n${JSON.stringify(example.event, null, 2)}\n${FENCE}`]),
        `Sources: ${sources.map((source) => `<${source}>`).join(", ")}`,
    ];
}
