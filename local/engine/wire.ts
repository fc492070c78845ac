import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Props, SIGNATURE, UNKNOWN, UNKNOWNS } from "./graph";

/** Signature of a string, file or remote asset: `{ [SIGNATURE]: ASSET_SIGNATURE, text | path | uri }`. */
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
/** Signature of an archive: `{ [SIGNATURE]: ARCHIVE_SIGNATURE, assets | path | uri }`. */
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Wire properties as plain values, and what the wrappings said. */
export interface Unwrapped {
    props: Props;
    /** Paths of secret values. */
    secrets: string[];
    /** Property → URNs, for the properties that came as output values. */
    dependencies: Record<string, string[]>;
}

/** Collects every secret text of a run, so that no log line or error shows one. */
export class SecretMask {
    private readonly texts = new Set<string>();

    /** Remembers the strings inside a secret value. Texts under three characters are left alone, as Pulumi does: they occur everywhere. */
    public add(value: unknown): void {
        if (typeof value === "string" && value.length >= 3 && !UNKNOWNS.has(value)) {
            this.texts.add(value);
        } else if (typeof value === "number" || typeof value === "bigint") {
            this.add(String(value));
        } else if (typeof value === "object" && value !== null) {
            for (const item of Object.values(value)) {
                this.add(item);
            }
        }
    }

    /** The text with `[secret]` in place of every secret. */
    public mask(text: string): string {
        let masked = text;
        // Longest first: a secret may contain another one.
        for (const secret of [...this.texts].sort((a, b) => b.length - a.length)) {
            masked = masked.replaceAll(secret, "[secret]");
        }
        return masked;
    }
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Turns wire properties into plain values; texts of secrets go into the mask. */
export function unwrap(struct: Struct | undefined, mask: SecretMask): Unwrapped {
    const secrets: string[] = [];
    const dependencies: Record<string, string[]> = {};
    const plain = (value: unknown, path: string, top: string, secret: boolean): unknown => {
        if (typeof value === "string") {
            return UNKNOWNS.has(value) ? UNKNOWN : value;
        }
        if (Array.isArray(value)) {
            return value.map((item, index) => plain(item, `${path}[${index}]`, top, secret));
        }
        if (typeof value !== "object" || value === null) {
            return value;
        }
        const record = value as Props;
        const reveal = (inner: unknown) => {
            if (!secret) {
                secrets.push(path);
            }
            const revealed = plain(inner, path, top, true);
            mask.add(revealed);
            return revealed;
        };
        switch (record[SIGNATURE]) {
            case SECRET_SIGNATURE:
                return reveal(record.value);
            case OUTPUT_SIGNATURE: {
                const known = "value" in record ? record.value : UNKNOWN;
                dependencies[top] = [...(dependencies[top] ?? []), ...((record.dependencies as string[] | undefined) ?? [])];
                return record.secret === true ? reveal(known) : plain(known, path, top, secret);
            }
            case RESOURCE_SIGNATURE:
                // The engine hands providers and policies the id of a resource, and the URN of a component.
                return "id" in record ? plain(record.id === "" ? UNKNOWN : record.id, path, top, secret) : record.urn;
            default: {
                const entries = Object.entries(record).map(([key, item]) => {
                    const inner = IDENTIFIER.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
                    return [key, plain(item, inner, top, secret)];
                });
                return Object.fromEntries(entries);
            }
        }
    };
    const props: Props = {};
    for (const [key, value] of Object.entries((struct?.toJavaScript() ?? {}) as Props)) {
        props[key] = plain(value, key, key, false);
    }
    return { props, secrets, dependencies };
}

/** The property that a secret path starts with: `tags` of `tags.token`. */
const topOf = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

/** The value at a path such as `tags["a.b"].list[0]`; undefined if there is none. */
export function valueAt(props: Props, path: string): unknown {
    let value: unknown = props;
    for (const [, name, index, quoted] of path.matchAll(/([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        value = (value as Props)[name ?? index ?? (JSON.parse(quoted ?? '""') as string)];
    }
    return value;
}

/** Plain values as wire properties. A property that holds a secret becomes a secret as a whole, as in the SDK. */
export function wrap(props: Props, secrets: readonly string[] = []): Struct {
    const secretKeys = new Set(secrets.map(topOf));
    const wire: Props = {};
    for (const [key, value] of Object.entries(props)) {
        if (value !== undefined) {
            wire[key] = secretKeys.has(key) ? { [SIGNATURE]: SECRET_SIGNATURE, value } : value;
        }
    }
    return Struct.fromJavaScript(wire as Parameters<typeof Struct.fromJavaScript>[0]);
}
