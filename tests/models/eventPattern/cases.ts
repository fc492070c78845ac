import { compileRules, testEventPattern } from "../../../models/eventPattern";

/** What the matcher makes of a pattern and an event, each as text. */
export type Answer = "match" | "nomatch" | "invalid";

function answer(match: () => boolean): Answer {
    try {
        return match() ? "match" : "nomatch";
    } catch (error) {
        if ((error as Error).name === "InvalidEventPatternException" && (error as Error).message.startsWith("Event pattern is not valid. Reason: ")) {
            return "invalid";
        }
        throw error;
    }
}

/** Answer from the texts. */
export function answerToText(pattern: string, event: string): Answer {
    return answer(() => testEventPattern(pattern, event));
}

/** Answer from what `JSON.parse` makes of the texts. */
export function answerToParsed(pattern: string, event: string): Answer {
    return answer(() => compileRules([{ name: "rule", pattern: parsed(pattern) }])(JSON.parse(event) as object).length === 1);
}

function parsed(pattern: string): string | object {
    try {
        return JSON.parse(pattern) as object;
    } catch {
        return pattern;
    }
}

/** Whether an event matches, asked in both ways. */
export function matches(pattern: object, event: object): boolean {
    const [text, object] = [answerToText, answerToParsed].map((ask) => ask(JSON.stringify(pattern), JSON.stringify(event)));
    if (text !== object) {
        throw new Error(`${JSON.stringify(pattern)} on ${JSON.stringify(event)}: ${text} for the texts, ${object} for the objects`);
    }
    if (text === "invalid") {
        throw new Error(`${JSON.stringify(pattern)} is not a pattern`);
    }
    return text === "match";
}
