import { type Graph, resourcesOfType } from "../../engine/graph";
import { Properties } from "../properties";
import type { SecretResource } from "../resources";

/** The secrets and parameters of a program, by ARN. A secret whose value the program does not set has none. */
export function readSecrets(graph: Graph): Map<string, SecretResource> {
    const read = (type: string) => resourcesOfType(graph, type).map((resource) => new Properties(resource));
    const versions = read("aws:secretsmanager/secretVersion:SecretVersion");
    const secrets = read("aws:secretsmanager/secret:Secret").map((secret): SecretResource => {
        const arn = secret.requiredText("arn");
        const version = versions.find((each) => [arn, secret.text("name")].includes(each.text("secretId")));
        return { arn, policy: undefined, kmsKey: secret.text("kmsKeyId"), value: version?.text("secretString") };
    });
    const parameters = read("aws:ssm/parameter:Parameter").map((parameter): SecretResource => {
        const isEncrypted = parameter.text("type") === "SecureString";
        const kmsKey = isEncrypted ? parameter.text("keyId") : undefined;
        return { arn: parameter.requiredText("arn"), policy: undefined, kmsKey, value: parameter.text("value") };
    });
    return new Map([...secrets, ...parameters].map((secret) => [secret.arn, secret]));
}
