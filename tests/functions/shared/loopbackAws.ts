import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Email } from "../../../functions/email";

export interface AwsAnswer {
    readonly status: number;
    readonly body: unknown;
}

/** A message as SNS gets it: the text that people get, and what programs get. */
export type Published = Email & { readonly topic: string; readonly programs: unknown };

/**
 * SNS, SageMaker and DynamoDB on loopback, as far as functions call them: it keeps what is published, answers the calls of SageMaker from a function,
 * and grants every claim of the ledger.
 */
export class LoopbackAws {
    readonly published: Published[] = [];
    readonly calls: string[] = [];
    readonly authorizations: string[] = [];
    /** The calls of the ledger: operation and values. */
    readonly ledger: string[] = [];
    private server: Server | undefined;

    /** @param silent The service that takes calls and never answers. */
    constructor(
        private readonly sageMaker: (operation: string, input: Record<string, string>) => AwsAnswer,
        private readonly silent?: "SageMaker" | "SNS",
    ) {}

    /** The environment of a function: made-up credentials as Lambda sets them, and this server for every service. */
    async start(): Promise<Record<string, string>> {
        this.server = createServer((request, response) => void this.answer(request, response));
        await new Promise<void>((resolve) => this.server!.listen(0, "127.0.0.1", resolve));
        return {
            AWS_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: "example",
            AWS_SESSION_TOKEN: "session",
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
            AWS_LAMBDA_FUNCTION_NAME: "job-status-function-1a2b3c4",
            LEDGER_TABLE: "job-status-ledger-1a2b3c4",
            TOPIC_ARN: "arn:aws:sns:us-east-1:111122223333:jobs",
        };
    }

    async stop(): Promise<void> {
        this.server!.closeAllConnections();
        await new Promise((resolve) => this.server!.close(resolve));
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
            chunks.push(chunk as Buffer);
        }
        const body = Buffer.concat(chunks).toString("utf8");
        this.authorizations.push(`${request.headers.authorization} ${request.headers["x-amz-security-token"]}`);
        const operation = request.headers["x-amz-target"];
        if (typeof operation === "string" && operation.startsWith("DynamoDB")) {
            const { ExpressionAttributeValues } = JSON.parse(body) as { ExpressionAttributeValues: object };
            this.ledger.push(`${operation.split(".")[1]} ${JSON.stringify(ExpressionAttributeValues)}`);
            response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
            return;
        }
        if (this.silent === (typeof operation === "string" ? "SageMaker" : "SNS")) {
            return;
        }
        if (typeof operation === "string") {
            this.calls.push(operation);
            const { status, body: answer } = this.sageMaker(operation, JSON.parse(body));
            response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
            return;
        }
        const form = new URLSearchParams(body);
        this.calls.push(`SNS.${form.get("Action")}`);
        this.published.push(readPublish(form));
        response
            .writeHead(200, { "content-type": "text/xml" })
            .end(
                '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
            );
    }
}

function readPublish(form: URLSearchParams): Published {
    const attributes: Record<string, string> = {};
    for (let entry = 1; form.has(`MessageAttributes.entry.${entry}.Name`); entry++) {
        const prefix = `MessageAttributes.entry.${entry}`;
        attributes[form.get(`${prefix}.Name`)!] = form.get(`${prefix}.Value.StringValue`)!;
    }
    const texts = JSON.parse(form.get("Message")!) as { default: string; email: string };
    return {
        topic: form.get("TopicArn")!,
        subject: form.get("Subject")!,
        body: form.get("MessageStructure") === "json" ? texts.email : `no structure: ${form.get("Message")}`,
        programs: JSON.parse(texts.default),
        attributes: attributes as unknown as Email["attributes"],
    };
}
