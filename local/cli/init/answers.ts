import { createInterface } from "node:readline";

import { isEmail } from "../../../models/email";
import { regionProblem } from "../../../models/regions";
import { SECRET_ARN } from "../../../models/secretArn";
import { MisuseError } from "../shared/errors";

/** The options as commander parses them. */
export interface InitOptions {
    readonly email?: string;
    readonly name?: string;
    readonly region?: string;
    readonly slack?: string;
    readonly guard?: true;
    readonly packages?: string;
}

/** What differs between new programs. */
export interface Answers {
    readonly name: string;
    readonly email: string;
    readonly region: string;
    /** ARN of the secret or parameter that holds the address of Slack's webhook. */
    readonly slack?: string;
    readonly guard: boolean;
}

/** Where questions are written, and answers read. */
export interface Streams {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream;
}

const REGION = "us-east-1";

/**
 * Takes the answers from the options. Without `--email` a person at a terminal is asked for what no option says, and again where the answer is wrong.
 *
 * @param folderName The name of a project that gets none.
 * @throws MisuseError for an option that no program can have, and without `--email` where there is nobody to ask.
 */
export async function settle(
    options: InitOptions,
    folderName: string,
    streams: Streams = { input: process.stdin, output: process.stdout },
): Promise<Answers> {
    const { email, name = folderName, region = REGION, slack, guard = false } = options;
    const wrong =
        (email === undefined ? undefined : named("--email", emailProblem(email))) ??
        named("--name", nameProblem(name)) ??
        named("--region", regionProblem(region)) ??
        (slack === undefined ? undefined : named("--slack", slackProblem(slack, region)));
    if (wrong !== undefined) {
        throw new MisuseError(wrong);
    }
    if (email !== undefined) {
        return { name, email, region, ...(slack === undefined ? {} : { slack }), guard };
    }
    if (streams.input.isTTY !== true) {
        throw new MisuseError(`--email ${emailProblem("")}`);
    }
    return ask(options, name, streams);
}

async function ask(options: InitOptions, name: string, streams: Streams): Promise<Answers> {
    const terminal = createInterface(streams);
    const lines = terminal[Symbol.asyncIterator]();
    const answer = async (question: string, problem: (text: string) => string | undefined): Promise<string> => {
        for (;;) {
            terminal.setPrompt(`${question} `);
            terminal.prompt();
            const { value, done } = await lines.next();
            if (done === true) {
                streams.output.write("\n");
                throw new MisuseError("no answer, so nothing was written");
            }
            const text = value.trim();
            const wrong = problem(text);
            if (wrong === undefined) {
                return text;
            }
            streams.output.write(`The answer ${wrong}\n`);
        }
    };
    try {
        const email = await answer("Which address receives messages about jobs, and alarms?", emailProblem);
        const region =
            options.region ??
            ((await answer(`Which Region has the jobs? [${REGION}]`, (text) => (text === "" ? undefined : regionProblem(text)))) || REGION);
        const slack =
            options.slack ??
            (await answer("Send the messages to Slack, too? ARN of the secret with the webhook's address: [no]", (text) =>
                text === "" ? undefined : slackProblem(text, region),
            ));
        const guard =
            options.guard ??
            (await answer("Report training jobs that run longer than a day, or use more than 4 instances? [y/N]", (text) =>
                /^(y|yes|n|no)?$/i.test(text) ? undefined : `must be y or n, got ${JSON.stringify(text)}`,
            ));
        return { name, email, region, ...(slack === "" ? {} : { slack }), guard: guard === true || /^y/i.test(guard) };
    } finally {
        terminal.close();
    }
}

const named = (option: string, problem: string | undefined) => (problem === undefined ? undefined : `${option} ${problem}`);

const emailProblem = (text: string) =>
    isEmail(text) ? undefined : `must be an address such as ml-platform@example.com, got ${text === "" ? "nothing" : JSON.stringify(text)}`;

const nameProblem = (text: string) =>
    /^[a-z0-9][a-z0-9._-]{0,99}$/.test(text)
        ? undefined
        : `must be up to 100 small letters, digits, hyphens, underscores and periods, got ${JSON.stringify(text)}`;

function slackProblem(text: string, region: string): string | undefined {
    if (!SECRET_ARN.pattern.test(text)) {
        return `must be the ARN of ${SECRET_ARN.what}, ${SECRET_ARN.form}, got ${text === "" ? "nothing" : JSON.stringify(text)}`;
    }
    const place = text.split(":")[3];
    return place === region ? undefined : `must be in ${region}, the Region of the program, got one in ${place}`;
}
