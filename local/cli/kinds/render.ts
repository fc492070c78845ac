import type { StatusRow } from "../../../catalog";
import { colors as pc } from "../shared/terminal";
import { fit, indented, table } from "../shared/text";
import { isOneOfNine, type KindSheet } from "./sheet";

/** All kinds with their statuses, in groups by what can be done with them. */
export function renderKinds(sheets: readonly KindSheet[], withoutEvents: readonly string[]): string {
    return [
        ...groupsOf(sheets).map(
            ([heading, members]) =>
                `${fit(pc.bold(heading))}\n${table(members.map((sheet) => [sheet.kind, emitted(sheet).join(", ") || noStatus(sheet)]))}`,
        ),
        `${pc.bold("SageMaker sends no events of")}\n${indented(withoutEvents.join(", "), 2)}`,
        pc.dim("jobstatus kinds KIND describes one of them."),
    ].join("\n\n");
}

/** The kinds by what can be done with them; a group without any is left out. */
export function groupsOf(sheets: readonly KindSheet[]): [heading: string, members: readonly KindSheet[]][] {
    const groups: [string, (sheet: KindSheet) => boolean][] = [
        ["Kinds that this project's handlers support", ({ kind }) => isOneOfNine(kind)],
        ["Further kinds (for rules and your own handlers, and for notify where events say what happened)", ({ unverified }) => unverified === null],
        ["Only the names of their events are documented (refused without unverified: true)", () => true],
    ];
    const groupOf = (sheet: KindSheet) => groups.findIndex(([, fits]) => fits(sheet));
    return groups
        .map(([heading], index): [string, KindSheet[]] => [heading, sheets.filter((sheet) => groupOf(sheet) === index)])
        .filter(([, members]) => members.length > 0);
}

const noStatus = ({ unverified }: KindSheet) => (unverified === null ? "(no status in events)" : "(not documented)");

/** A value with what it means, if that is known. */
export const withMeaning = (value: string, meaning: string | undefined) => (meaning === undefined ? value : `${value} (${meaning})`);

const emitted = ({ statuses }: KindSheet) => statuses.filter((status) => status.emitted).map(({ value }) => value);

/** Everything about one kind. */
export function renderSheet(sheet: KindSheet): string {
    const { kind, title, unverified, example, traps, fields, operations } = sheet;
    const section = (heading: string, body: string) => (body === "" ? [] : [`${pc.bold(heading)}\n${body}`]);
    return [
        fit(`${pc.bold(kind)}  ${title}${unverified === null ? "" : `\n${pc.yellow("!")} ${unverified}`}`),
        table(factsOf(sheet)),
        ...section("Statuses", statusTable(sheet)),
        ...section(`Values of ${sheet.secondary?.field}`, secondaryTable(sheet)),
        ...section("Beware", table(traps.map((trap) => ["-", trap]))),
        ...section("Fields of detail", table(fields.map(({ path, type }) => [path, type]))),
        ...section(
            "Operations",
            table(operations.map(({ name, on, reference }) => [name, `allowed on ${on === "*" ? "*" : `${on}/*`} ${reference}`])),
        ),
        ...section(`Example  ${example?.name}`, example === null ? "" : JSON.stringify(example.event, null, 2)),
        ...section("Sources", sheet.sources.map((source) => `  ${source}`).join("\n")),
    ].join("\n\n");
}

/** What a line can say, by its label. */
export function factsOf(sheet: KindSheet): string[][] {
    const { detailTypes, status, statuses, name, arn, arnFormat, reason, identity, stopsIn, console, logGroup, unreported, unverified } = sheet;
    const known = unverified === null;
    return (
        [
            ["detail-type", detailTypes.length === 1 ? detailTypes[0]! : detailTypes[0]!.replace(statuses[0]!.value, "STATUS")],
            ["status", status ?? "not in the event"],
            ["name", known ? name : null],
            ["ARN", known ? `${arn}, ${arnFormat}` : arnFormat],
            ["reason", known ? (reason ?? "not in the event") : null],
            ["same news", identity.join(" + ").replace(/^id$/, "the event's own id")],
            ["stop", stopsIn === null ? null : `in the API's ${stopsIn.join(", ")}`],
            ["console", console],
            ["logs", logGroup],
            ["messages", unreported === null ? "notify reports it" : `notify can't report it: ${unreported}`],
        ] as [string, string | null][]
    ).filter((fact): fact is [string, string] => fact[1] !== null);
}

function statusTable({ statuses }: KindSheet): string {
    const differs = statuses.some(({ value, api }) => api !== null && api !== value);
    const row = ({ value, api, class: statusClass, evidence, meaning, emitted: sent }: StatusRow) => [
        value,
        ...(differs ? [api ?? "-"] : []),
        statusClass,
        evidence,
        `${meaning}${sent ? "" : " (not in events)"}`,
    ];
    return statuses.length === 0 ? "" : table([["event", ...(differs ? ["API"] : []), "class", "evidence", "meaning"], ...statuses.map(row)]);
}

function secondaryTable({ secondary }: KindSheet): string {
    return table(
        Object.entries(secondary?.values ?? {}).map(([status, values]) => [
            status,
            values.map((value) => withMeaning(value, secondary?.meanings[status]?.[value])).join(", "),
        ]),
    );
}
