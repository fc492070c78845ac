import { SecretsManagerClient as SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SSMClient as SSM } from "@aws-sdk/client-ssm";

import { ATTEMPT, limited } from "../shared/timeLimits";

/*
 * What the functions of channels use of the AWS SDK. `npm run prepare` bundles it to `bin/channelSdk.js`, which is `#sdk` in their packages.
 */
export { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
export { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
export { GetParameterCommand } from "@aws-sdk/client-ssm";
export { PublishCommand } from "@aws-sdk/client-sns";
export { DynamoDBClient, SNSClient } from "../sdk";
export { limitCalls } from "../shared/timeLimits";

export class SecretsManagerClient extends SecretsManager {
    constructor() {
        super(ATTEMPT);
        this.send = limited("Secrets Manager", this.send.bind(this)) as typeof this.send;
    }
}

export class SSMClient extends SSM {
    constructor() {
        super(ATTEMPT);
        this.send = limited("Systems Manager", this.send.bind(this)) as typeof this.send;
    }
}
