import type { LambdaClient } from "@aws-sdk/client-lambda";

import { wordsOfAwsError } from "../shared/awsErrors";
import { type Connection, failed, isDenied, lambdaClient, MOST_AT_ONCE, queueState, sqsClient } from "./aws";
import { type Letter, redriven } from "./letters";
import type { FailedEventQueue, StackFunction } from "./queues";
import { Reader } from "./reader";

/** What became of a message. */
export interface Redriven {
    readonly letter: Letter;
    /** `deleted`: the function has handled the event. `handled`: it has, and the message could not be deleted. `kept`: the message stays. */
    readonly outcome: "deleted" | "handled" | "kept";
    /** What the handler says, or why the message stays. */
    readonly text: string;
}

export interface RedriveOptions {
    /** Invocations that start within a second, at most. */
    readonly rate: number;
    /** Messages whose functions run at the same time, at most. @default 10 */
    readonly atOnce?: number;
    /** Messages that are tried, at most. */
    readonly limit: number;
    readonly isSelected: (letter: Letter) => boolean;
    /** Ends it: nothing more is invoked, what runs is waited for. */
    readonly signal: AbortSignal;
    /** Called as soon as an outcome is known. */
    readonly report: (result: Redriven) => void;
    readonly wait?: (ms: number) => Promise<void>;
}

/** After so many failures in a row a function gets no more events: what is wrong is still wrong. */
const FAILURES_IN_A_ROW = 5;

/** Time between a time-out of Lambda and the end of the wait for its answer, and between that and the moment when the message is visible again. */
const ANSWER_SECONDS = 15;
const SLACK_SECONDS = 45;

/** Waits after a throttle. Lambda has run nothing then. */
const THROTTLE_WAITS_MS = [1000, 2000, 4000];

/** SQS hides a message for 12 hours at most. */
const LONGEST_HIDDEN_SECONDS = 43_200;

/**
 * Gives the events of a queue to their functions again, and deletes a message when its function has succeeded.
 *
 * What a crash leaves behind, step by step: before the invocation the message, which is visible again when its time is over; during and after it the same,
 * and a later redrive invokes the function again, whose ledger recognises the repeat; after the deletion nothing. A message is hidden for longer than its
 * function can run, so no other redrive gets it meanwhile.
 *
 * @returns how many messages someone else had received when it began, such as a redrive that was killed; undefined if the queue does not exist
 * @throws MisuseError where AWS denies a call; what was received is given back before.
 */
export async function redriveQueue(connection: Connection, queue: FailedEventQueue, options: RedriveOptions): Promise<number | undefined> {
    const functions = [...queue.functions.values()];
    const timeoutSeconds = Math.max(0, ...functions.map((each) => each.timeoutSeconds));
    const answerSeconds = timeoutSeconds + ANSWER_SECONDS;
    // The last one of a batch starts that much later.
    const hiddenSeconds = Math.min(answerSeconds + Math.ceil(MOST_AT_ONCE / options.rate) + SLACK_SECONDS, LONGEST_HIDDEN_SECONDS);
    const sqs = sqsClient(connection, queue);
    const lambda = lambdaClient(connection, queue.arn, answerSeconds);
    const reader = new Reader(connection, sqs, queue, hiddenSeconds);
    try {
        const state = await queueState(sqs, queue, connection);
        if (state === undefined) {
            return undefined;
        }
        await new Run(queue, options, { connection, reader, lambda, answerSeconds }).toTheEnd();
        return state.inFlight;
    } finally {
        await reader.giveBackTheRest();
        sqs.destroy();
        lambda.destroy();
    }
}

interface Tools {
    readonly connection: Connection;
    readonly reader: Reader;
    readonly lambda: LambdaClient;
    readonly answerSeconds: number;
}

/** One redrive of one queue. */
class Run {
    private readonly failures = new Map<StackFunction, number>();
    private tried = 0;
    private nextStartMs = 0;
    private refusal: Error | undefined;

    constructor(
        private readonly queue: FailedEventQueue,
        private readonly options: RedriveOptions,
        private readonly tools: Tools,
    ) {}

    async toTheEnd(): Promise<void> {
        // The first event goes alone: if its function still fails, that is one failure and not ten.
        for (let most = 1; !this.isOver(); most = this.options.atOnce ?? MOST_AT_ONCE) {
            const batch = await this.tools.reader.next(most);
            if (batch === undefined) {
                break;
            }
            await this.redriveBatch(batch.letters.filter(this.options.isSelected), batch.untilMs);
        }
        if (this.refusal !== undefined) {
            throw this.refusal;
        }
    }

    private isOver(): boolean {
        return this.options.signal.aborted || this.refusal !== undefined || this.tried >= this.options.limit;
    }

    private async redriveBatch(letters: readonly Letter[], untilMs: number): Promise<void> {
        const running: Promise<void>[] = [];
        for (const letter of letters) {
            if (letter.obstacle !== undefined) {
                this.keep(letter, letter.obstacle);
                continue;
            }
            if (this.isOver()) {
                break;
            }
            if ((this.failures.get(letter.function!) ?? 0) >= FAILURES_IN_A_ROW) {
                this.keep(letter, `not tried: ${letter.functionName} failed ${FAILURES_IN_A_ROW} times in a row`);
                continue;
            }
            await this.waitForTurn();
            // A person may have pressed Ctrl-C meanwhile.
            if (this.isOver()) {
                break;
            }
            this.tried++;
            running.push(this.redrive(letter, untilMs));
        }
        await Promise.all(running);
    }

    private async waitForTurn(): Promise<void> {
        const waitMs = this.nextStartMs - Date.now();
        if (waitMs > 0) {
            await this.wait(waitMs);
        }
        this.nextStartMs = Math.max(Date.now(), this.nextStartMs) + 1000 / this.options.rate;
    }

    private async redrive(letter: Letter, untilMs: number): Promise<void> {
        const answer = await this.invoke(letter, untilMs);
        const target = letter.function!;
        if (!answer.ok) {
            this.failures.set(target, (this.failures.get(target) ?? 0) + 1);
            this.keep(letter, answer.text);
            return;
        }
        this.failures.set(target, 0);
        try {
            await this.tools.reader.delete(letter);
            this.options.report({ letter, outcome: "deleted", text: answer.text });
        } catch (error) {
            this.refuse("sqs:DeleteMessage", `queue ${this.queue.name}`, error);
            const text = `${answer.text}, and the message could not be deleted: ${wordsOfAwsError(error, this.tools.connection.profile)}`;
            this.options.report({ letter, outcome: "handled", text });
        }
    }

    /** Invokes the function and waits for its answer: the only way to know whether it has handled the event. */
    private async invoke(letter: Letter, untilMs: number): Promise<{ readonly ok: boolean; readonly text: string }> {
        const { InvokeCommand } = require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
        const command = { FunctionName: letter.invokeArn, Payload: JSON.stringify(redriven(letter.event)) };
        for (let attempt = 0; ; attempt++) {
            if (Date.now() + 1000 * this.tools.answerSeconds > untilMs) {
                return { ok: false, text: "not tried: the message would be visible again before the function has ended" };
            }
            try {
                const { FunctionError, Payload } = await this.tools.lambda.send(new InvokeCommand(command));
                const answer = fieldsOf(Payload?.transformToString() ?? "");
                return FunctionError === undefined
                    ? { ok: true, text: textOf(answer.outcome) ?? "handled" }
                    : {
                          ok: false,
                          text: `failed again: ${textOf(answer.errorType) ?? FunctionError}: ${textOf(answer.errorMessage) ?? "no message"}`,
                      };
            } catch (error) {
                const waitMs = THROTTLE_WAITS_MS[attempt];
                if ((error as Error).name === "TooManyRequestsException" && waitMs !== undefined && !this.options.signal.aborted) {
                    await this.wait(waitMs);
                    continue;
                }
                this.refuse("lambda:InvokeFunction", letter.functionName, error);
                return { ok: false, text: problemOf(error, this.tools.connection) };
            }
        }
    }

    /** What AWS denies once, it denies for every message. */
    private refuse(action: string, what: string, error: unknown): void {
        if (isDenied(error)) {
            this.refusal ??= failed(this.tools.connection, action, what, error);
        }
    }

    private keep(letter: Letter, text: string): void {
        this.options.report({ letter, outcome: "kept", text });
    }

    private wait(ms: number): Promise<void> {
        return (this.options.wait ?? ((time) => new Promise<void>((resolve) => setTimeout(resolve, time))))(ms);
    }
}

/** Lambda refused, or its answer was lost: then no one knows whether the function ran. */
function problemOf(error: unknown, { profile }: Connection): string {
    const words = wordsOfAwsError(error, profile);
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    return status !== undefined && status < 500
        ? `Lambda refused it: ${words}`
        : `no answer, so the function may have handled it; the ledger recognises the repeat: ${words}`;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
    try {
        return Object(JSON.parse(text)) as Record<string, unknown>;
    } catch {
        return {};
    }
}
