import { JUDGED_ROWS } from "../../../models/catalogueMatch/judge";
import type { RuleTarget } from "../shared/ruleTargets";
import { colors as pc } from "../shared/terminal";
import { counted, fit } from "../shared/text";
import type { Explanation, MatchingRule, MissingRule } from "./explain";

/** How much a person reads about near misses before the rest is one line. */
const MISSES_IN_FULL = 10;

/** The explanations as text: for each event the rules that match and where it goes, then those that do not and why. */
export function renderWhy(source: string, explanations: readonly Explanation[]): string {
    return fit([pc.dim(`Rules: ${source}`), ...explanations.map(renderEvent)].join("\n\n"));
}

function renderEvent({ event, kind, status, cause, oddities, delivered, matching, missing }: Explanation): string {
    const of =
        kind === null
            ? "not of a known kind"
            : `${JUDGED_ROWS.find((row) => row.kind === kind)?.title ?? kind}${status === null ? "" : `, ${status}`}`;
    const inFull = missing.filter((rule, index) => !rule.otherEvents && (rule.reason !== null || index < MISSES_IN_FULL));
    const rest = missing.filter((rule) => !inFull.includes(rule));
    return [
        `${pc.bold(event)}  ${of}`,
        ...(cause === null ? [] : [`  cause: ${cause.text}. ${cause.nextStep}`]),
        ...oddities.map((oddity) => `  ${pc.yellow("!")} ${oddity}`),
        ...matching.map(renderMatching),
        ...(delivered ? [] : [`  ${pc.yellow("!")} ${pc.bold("no matching rule")}`]),
        ...inFull.map(renderMissing),
        ...renderRest(rest),
    ].join("\n");
}

function renderMatching({ rule, silent, targets }: MatchingRule): string {
    if (silent !== null) {
        return `  ${pc.yellow("!")} ${pc.bold(rule)} matches, but ${silent}`;
    }
    return [`  ${pc.green("✔")} ${pc.bold(rule)} matches`, ...(targets ?? []).flatMap(renderTarget)].join("\n");
}

function renderTarget({ what, urn, deadLetterQueue, retries, handler }: RuleTarget): string[] {
    const undelivered = deadLetterQueue?.what ?? `${pc.red("lost")}, the target has no dead-letter queue`;
    return [
        `      goes to ${what}${urn === null ? " (not in the program)" : ""}`,
        `      if it can't be delivered (${times(retries)}): ${undelivered}`,
        ...(what.startsWith("function ") ? [`      if the function fails${renderFailure(handler)}`] : []),
    ];
}

function renderFailure(handler: RuleTarget["handler"]): string {
    if (handler === null) {
        return ": not known, the function is not in the program";
    }
    const places = handler.failuresGoTo.map(({ what }) => what).join(" and ");
    return ` (${times(handler.retries)}): ${places || `${pc.red("lost")}, the function has no failure destination`}`;
}

const times = (retries: number) => counted(retries, "retry", "retries");

function renderMissing({ rule, fields, alternatives, reason }: MissingRule): string {
    if (reason !== null) {
        return `  ${pc.yellow("!")} ${pc.bold(rule)}: ${reason}`;
    }
    const nearest = alternatives === 1 ? "" : pc.dim(`  nearest of ${alternatives} alternatives`);
    return [
        `  ${pc.red("✘")} ${pc.bold(rule)} does not match${nearest}`,
        ...fields.flatMap(({ path, expected, got, hint, change }) => [
            `      ${path}: expected ${expected}, got ${got}`,
            ...(hint === null ? [] : [`        ${hint}`]),
            ...(change === null ? [] : [`        ${pc.cyan("→")} ${change}`]),
        ]),
    ].join("\n");
}

function renderRest(rest: readonly MissingRule[]): string[] {
    const names = (rules: readonly MissingRule[]) => rules.map(({ rule }) => rule).join(", ");
    const other = rest.filter(({ otherEvents }) => otherEvents);
    const far = rest.filter(({ otherEvents }) => !otherEvents);
    return [
        ...(far.length === 0 ? [] : [`  ${pc.dim(`✘ more differences: ${names(far)}`)}`]),
        ...(other.length === 0 ? [] : [`  ${pc.dim(`· for other events: ${names(other)}`)}`]),
    ];
}
