import * as assert from "node:assert/strict";
import * as fc from "fast-check";

import { masked } from "../../../functions/shared/mask";
import { runs } from "../../support/runs";

/** Texts around a secret. */
const PLACES: readonly ((secret: string) => string)[] = [
    (secret) => `Command "/opt/conda/bin/python train.py --hub_token ${secret} --epochs 3"`,
    (secret) => `Command "/opt/conda/bin/python train.py --customer ${secret}`,
    (secret) => `python train.py --db-password=${secret} --epochs 3`,
    (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
    (secret) => `{"apiKey": "${secret}", "epochs": 3}`,
    (secret) => `{\\"secret\\": \\"${secret}\\"}`,
    (secret) => `ErrorMessage "KeyError: {'hf_token': '${secret}'}"`,
    (secret) => `password: ${secret}`,
    (secret) => `Authorization: Bearer ${secret}`,
    (secret) => `authorization: AWS4-HMAC-SHA256 Credential=x/y, Signature=${secret}`,
    (secret) => `'Cookie': 'session=${secret}'`,
    (secret) => `got Bearer ${secret} instead`,
    (secret) => `https://me:${secret}@example.com/repo.git`,
    (secret) => `https://${secret}@example.com/repo.git`,
    (secret) => `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=a&X-Amz-Signature=${secret}&X-Amz-Expires=9`,
    (secret) => `https://example.com/k?a=1&sig=${secret}`,
    (secret) => `https://hooks.slack.com/services/T0/B0/${secret}`,
    (secret) => `cannot log in with hf_${secret}`,
    (secret) => `remote: ghp_${secret}${secret} is wrong`,
    (secret) => `no user ${secret}@example.com in s3://my-bucket/${secret}@example.com/a.csv`,
    (secret) => `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n    ${secret}\n-----END RSA PRIVATE KEY-----`,
    (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}`,
];

const KEPT = [
    "ClientError: Data download failed:NoSuchKey (404): The specified key does not exist.",
    'Command "/usr/local/bin/python3 train.py --eta 0.2 --max_depth 8 --shuffle True --lr 1e-4", exit code: 1',
    "ExpiredToken: The provided token has expired",
    "ValueError: max_tokens must be below 4096, tokenizer: bert-base",
    "not authorized to perform: secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111122223333:secret:my-db-AbCdEf",
    "The role 'arn:aws:iam::111122223333:role/my-role' does not have BatchGetImage permission for the image: '1.dkr.ecr/x@sha256:0abc'",
    "s3://my-bucket/a=1/b.csv, torch@2.1.0",
    "basic auth is not supported",
];

describe("masking", () => {
    for (const place of PLACES) {
        it(`leaves no secret in ${place("SECRET").replace(/\n/g, " ")}`, () => {
            fc.assert(
                fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_]{10,30}[a-z0-9]$/), (secret) => {
                    const text = masked(`AlgorithmError: ${place(secret)}\n    and more`);
                    assert.ok(!text.includes(secret), text);
                    assert.ok(text.startsWith("AlgorithmError: ") && text.includes("[masked]"), text);
                }),
                runs(100),
            );
        });
    }

    it("keeps names, numbers and addresses of resources", () => {
        assert.deepEqual(
            KEPT.map((text) => masked(text)),
            KEPT,
        );
    });

    it("keeps what is around a secret", () => {
        assert.equal(
            masked('Command "python train.py --hub_token hf_EXAMPLE123 --name a b c --epochs 3", exit code: 1'),
            'Command "python train.py --hub_token [masked] --name [masked] --epochs 3", exit code: 1',
        );
        assert.equal(masked("https://u:p@h.example/x?X-Amz-Signature=1&a=2"), "https://[masked]@h.example/x?X-Amz-Signature=[masked]&a=2");
    });

    it("keeps e-mail addresses where it is asked to", () => {
        assert.equal(masked("owner=sam@example.com, api-key=abc", false), "owner=sam@example.com, api-key=[masked]");
    });

    it("does not change what is masked, and keeps the size of a text in bounds, whatever it is", () => {
        const piece = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom(...PLACES.map((place) => place("abcDEF123456")), '"', "'", "\\", "--token ", "password=", "://", "@", ' Command "'),
        );
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
                const text = pieces.join("");
                const once = masked(text);
                assert.equal(masked(once), once);
                assert.ok(once.length <= 9 * text.length, `${once.length}`);
            }),
            runs(1000),
        );
    });

    it("takes 32 KB of hostile text in no time", () => {
        for (const part of ["token", "--token ", "a.", "a@", '"', 'Command " --a', "-----BEGIN PRIVATE KEY-----", "authorization: ", "://", "-"]) {
            const start = Date.now();
            masked(part.repeat(32_000 / part.length));
            assert.ok(Date.now() - start < 1000, part);
        }
    });
});
