import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

const dynalite = require("dynalite") as (options: { createTableMs: number }) => Server;

/** Name of the table, and of what the environment of a function says it is. */
export const TABLE = "orders";
const ENVIRONMENT = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "example", LEDGER_TABLE: TABLE };

/** For the tests of a suite, a DynamoDB with an empty table that the environment names. */
export function useLocalTable(): { client: () => DynamoDBClient } {
    const known: NodeJS.ProcessEnv = {};
    let server: Server;
    let client: DynamoDBClient;

    before(async () => {
        server = dynalite({ createTableMs: 0 });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
        for (const [name, value] of Object.entries(environment)) {
            known[name] = process.env[name];
            process.env[name] = value;
        }
        client = new DynamoDBClient({});
        await client.send(
            new CreateTableCommand({
                TableName: TABLE,
                BillingMode: "PAY_PER_REQUEST",
                KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
                AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            }),
        );
    });

    after(async () => {
        for (const [name, value] of Object.entries(known)) {
            if (value === undefined) {
                delete process.env[name];
            } else {
                process.env[name] = value;
            }
        }
        client.destroy();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });
    return { client: () => client };
}
