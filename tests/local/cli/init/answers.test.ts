import assert from "node:assert/strict";
import { PassThrough } from "node:stream";

import { type InitOptions, settle } from "../../../../local/cli/init/answers";
import { MisuseError } from "../../../../local/cli/shared/errors";

const SLACK = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";

/** What comes of the lines that a person types, and what the terminal shows. */
async function asked(options: InitOptions, ...typed: string[]): Promise<{ answers: object; shown: string }> {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough({ encoding: "utf8" });
    input.end(typed.map((line) => `${line}\n`).join(""));
    const answers = await settle(options, "jobs", { input, output }).catch((error: unknown) => {
        assert.ok(error instanceof MisuseError);
        return { error: error.message };
    });
    return { answers, shown: (output.read() as string | null) ?? "" };
}

describe("the questions of init", () => {
    it("are answered by lines, of which empty ones take the default", async () => {
        assert.deepEqual(await asked({}, "ml@example.com", "", "", ""), {
            answers: { name: "jobs", email: "ml@example.com", region: "us-east-1", guard: false },
            shown:
                "Which address receives messages about jobs, and alarms? Which Region has the jobs? [us-east-1] " +
                "Send the messages to Slack, too? ARN of the secret with the webhook's address: [no] " +
                "Report training jobs that run longer than a day, or use more than 4 instances? [y/N] ",
        });
        const { answers } = await asked({}, " ml@example.com ", "eu-west-1", SLACK, "Y");
        assert.deepEqual(answers, { name: "jobs", email: "ml@example.com", region: "eu-west-1", slack: SLACK, guard: true });
    });

    it("are not asked about what an option says, and not at all with --email", async () => {
        const { answers, shown } = await asked({ name: "other", region: "eu-west-1", slack: SLACK, guard: true }, "ml@example.com");
        assert.deepEqual(answers, { name: "other", email: "ml@example.com", region: "eu-west-1", slack: SLACK, guard: true });
        assert.equal(shown, "Which address receives messages about jobs, and alarms? ");
        assert.deepEqual(await asked({ email: "ml@example.com" }), {
            answers: { name: "jobs", email: "ml@example.com", region: "us-east-1", guard: false },
            shown: "",
        });
    });

    it("are asked again after a wrong answer, with what is allowed", async () => {
        const { answers, shown } = await asked({}, "ml", "ml@example.com", "us-eas-1", "", "slack", "", "maybe", "no");
        assert.deepEqual(answers, { name: "jobs", email: "ml@example.com", region: "us-east-1", guard: false });
        assert.deepEqual(shown.match(/The answer .*/g), [
            'The answer must be an address such as ml-platform@example.com, got "ml"',
            'The answer must be a Region such as us-east-1, got "us-eas-1" (did you mean us-east-1?)',
            "The answer must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, " +
                'arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX or arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME, got "slack"',
            'The answer must be y or n, got "maybe"',
        ]);
    });

    it("end the command when the input ends", async () => {
        const { answers } = await asked({}, "ml@example.com");
        assert.deepEqual(answers, { error: "no answer, so nothing was written" });
    });
});
