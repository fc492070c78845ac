import assert from "node:assert/strict";

import { wordsOfAwsError } from "../../../../local/cli/shared/awsErrors";

const error = (name: string, message: string, code?: string) => Object.assign(new Error(message), { name, code });

describe("an error of AWS", () => {
    it("is its name and its message on one line, or its code where it has no message", () => {
        assert.equal(wordsOfAwsError(error("Throttling", "Rate\n  exceeded")), "Throttling: Rate exceeded");
        assert.equal(wordsOfAwsError(error("Error", "", "ECONNREFUSED")), "Error: ECONNREFUSED");
    });

    it("says what to look at where there is no such host", () => {
        const message = "getaddrinfo ENOTFOUND sqs.us-esat-1.amazonaws.com";
        assert.equal(wordsOfAwsError(error("Error", message, "ENOTFOUND")), `${message}: check the network, and the Region in the state`);
    });

    it("is a mistake where there are no credentials, which names the profile if there is one", () => {
        const none = error("CredentialsProviderError", "Could not load credentials");
        assert.throws(() => wordsOfAwsError(none, "nope"), {
            name: "MisuseError",
            message:
                'the AWS profile "nope" does not exist, or has no credentials ("aws configure list-profiles" lists all): Could not load credentials',
        });
    });
});
