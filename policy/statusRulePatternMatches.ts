import { judgePattern, type Obstacle } from "../models/catalogueMatch";
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
                const { wrong, notes } = judged(pattern.value);
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

const judged = onceForText((pattern): { readonly wrong?: string; readonly notes: readonly string[] } => {
    const refusal = refusalOf(pattern);
    if (refusal !== undefined) {
        return { wrong: `EventBridge refuses the pattern of this rule: ${refusal}. Correct it.`, notes: [] };
    }
    const { verdict, obstacles, doubts } = judgePattern(pattern);
    const notes = doubts.map((doubt) => `This rule may match no event: ${say(doubt)}. ${toDo([doubt])}`);
    switch (verdict) {
        case "live":
            return { notes: [...obstacles.map((part) => `${partOf(part)}: ${say(part)}. ${toDo([part])}`), ...notes] };
        case "dead":
            return {
                wrong: `The pattern of this rule matches no event that SageMaker sends: ${obstacles.map(say).join("; ")}. ${toDo(obstacles)}`,
                notes,
            };
        case "doubtful":
            return { notes: [`This rule may match no event: ${obstacles.map(say).join("; ")}. ${toDo(obstacles)}`, ...notes] };
        case "others":
            return { notes: [] };
    }
});

const partOf = ({ doubt }: Obstacle) =>
    doubt === undefined ? "A part of this rule's pattern matches no event" : "A part of this rule's pattern may match no event";
const say = ({ path, given, reason }: Obstacle) => `${path} asks for ${given}, but ${reason}`;

function toDo(obstacles: readonly Obstacle[]): string {
    const meant = obstacles.flatMap(({ code, path, given, meant: better }) => {
        // For a field that there is none of, the model means another field; for all else, another value.
        const wrong = code === "noField" ? path : given;
        return better === undefined ? [] : [`${better} for ${wrong}`];
    });
    const steps = [
        ...(meant.length > 0 ? [`Write ${meant.join(", ")}.`] : []),
        ...obstacles.flatMap(({ advice }) => (advice === undefined ? [] : [`${advice}.`])),
    ];
    if (steps.length > 0) {
        return steps.join(" ");
    }
    return obstacles.every(({ doubt }) => doubt !== undefined) ? "Verify it with a real event." : "Remove it or correct it.";
}
