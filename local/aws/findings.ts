/**
 * Something that a run of the local AWS could not do as AWS does it, or that AWS would have refused:
 * - `unmodelled`: a resource, property or API call that the local AWS does not know; what happened may differ from AWS
 * - `refused`: a definition that AWS would not have accepted (a pattern, an alarm, a sixth target)
 * - `unheard`: a message that nobody got (a topic without subscription, an alarm action without effect)
 */
export interface Finding {
    kind: "unmodelled" | "refused" | "unheard";
    /** What it is about: a URN, an ARN or `service:Operation`. */
    subject: string;
    message: string;
    /** How often it happened. */
    count: number;
}

/** Collects findings, each once. */
export class Findings {
    private readonly byText = new Map<string, Finding>();

    add(kind: Finding["kind"], subject: string, message: string): void {
        const key = JSON.stringify([kind, subject, message]);
        const known = this.byText.get(key);
        if (known === undefined) {
            this.byText.set(key, { kind, subject, message, count: 1 });
        } else {
            known.count++;
        }
    }

    /** All findings in the order in which they were first seen. */
    all(): Finding[] {
        return [...this.byText.values()].map((finding) => ({ ...finding }));
    }
}
