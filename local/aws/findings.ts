import type { Log } from "./log";
import type { Finding } from "./occurrences";

/** Writes findings into the log. */
export class Findings {
    constructor(private readonly log: Log) {}

    /** @param subject What it is about: a URN, an ARN or `service:Operation`. */
    add(kind: Finding["kind"], subject: string, message: string): void {
        this.log.add({ what: "finding", resource: subject, kind, message });
    }
}
