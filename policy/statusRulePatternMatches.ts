import { DESCRIBED_ROWS } from "../catalog";
import { canMatchOthers, catalogueMatch, deadParts, type Obstacle } from "../models/catalogueMatch";
import { onceForText, patternOf, refusalOf } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** A pattern with a typo is valid, matches nothing, and says nothing. */
export const statusRulePatternMatches = statusPolicy({
    name: "status-rule-pattern-matches",
    description: "The event pattern of a SageMaker job-status rule is valid and can match an event that SageMaker sends.",
    severity: "high",
    remediationSteps: "Write fields and statuses in the spelling of events, which the report names; jobstatus pattern makes and checks patterns.",
    judge: (stack, verdict) => {
        for (const { resource } of stack.statusRules()) {
            const pattern = patternOf(resource);
            if (!pattern.known) {
                verdict.undecided(resource);
            } else {
                const { wrong, notes } = judgePattern(pattern.value);
                if (wrong !== undefined) {
                    verdict.wrong(resource, wrong);
                }
                for (const note of notes) {
                    verdict.note(resource, note);
                }
            }
        }
    },
});

const judgePattern = onceForText((pattern): { readonly wrong?: string; readonly notes: readonly string[] } => {
    const refusal = refusalOf(pattern);
    if (refusal !== undefined) {
        return { wrong: `EventBridge refuses the pattern of this rule: ${refusal}. Correct it.`, notes: [] };
    }
    const { unreachable } = catalogueMatch(pattern, DESCRIBED_ROWS);
    if (unreachable === undefined) {
        return {
            notes: deadParts(pattern, DESCRIBED_ROWS).map((part) => `A part of this rule's pattern matches no event: ${say(part)}. ${mend([part])}`),
        };
    }
    if (canMatchOthers(pattern, DESCRIBED_ROWS)) {
        return { notes: [] };
    }
    const { obstacles } = unreachable;
    return {
        wrong: `The pattern of this rule matches no event that SageMaker sends: ${obstacles.map(say).join("; ")}. ${mend(obstacles)}`,
        notes: [],
    };
});

const say = ({ path, given, reason }: Obstacle) => `${path} asks for ${given}, but ${reason}`;

function mend(obstacles: readonly Obstacle[]): string {
    const meant = obstacles.flatMap(({ code, path, given, meant }) => {
        // For a field that there is none of, the model means another field; for all else, another value.
        const wrong = code === "noField" ? path : given;
        return meant === undefined ? [] : [`${meant} for ${wrong}`];
    });
    return meant.length > 0 ? `Write ${meant.join(", ")}.` : "Remove it or correct it.";
}
