import { type Props, type Resource, UNKNOWN } from "../engine/graph";

/** Reads the values of one registered resource, and says which resource it was when a value is not what AWS sends. */
export class Properties {
    constructor(
        readonly resource: Resource,
        private readonly values: Props = resource.outputs,
        private readonly path = "",
    ) {}

    /** @throws if there is a value and it is not a string. */
    text(key: string): string | undefined {
        const value = this.get(key);
        return value === undefined || typeof value === "string" ? value : this.fail(key, "a string", value);
    }

    /** Like `text`, but the value must be there and not empty: what the provider computes in an update. */
    requiredText(key: string): string {
        return this.text(key) || this.fail(key, "a string; the graph must be that of an update", this.values[key]);
    }

    /** @throws if there is a value and it is no number. The provider has a few numbers as text. */
    number(key: string): number | undefined {
        const value = this.get(key);
        if (value === undefined || typeof value === "number") {
            return value;
        }
        return typeof value === "string" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : this.fail(key, "a number", value);
    }

    /** @throws if there is a value and it is not true or false. */
    flag(key: string): boolean | undefined {
        const value = this.get(key);
        return value === undefined || typeof value === "boolean" ? value : this.fail(key, "true or false", value);
    }

    /** A list of strings; empty if there is none. */
    texts(key: string): string[] {
        const value = this.get(key) ?? [];
        return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : this.fail(key, "a list of strings", value);
    }

    /** An object of strings; empty if there is none. */
    textMap(key: string): Record<string, string> {
        const value = this.get(key) ?? {};
        const isMap = isObject(value) && Object.values(value).every((item) => typeof item === "string");
        return isMap ? (value as Record<string, string>) : this.fail(key, "an object of strings", value);
    }

    /** A nested object, undefined if there is none. The provider has some as a list of one. */
    object(key: string): Properties | undefined {
        const value = this.get(key);
        const inner = Array.isArray(value) && value.length <= 1 ? value[0] : value;
        return inner === undefined || inner === null
            ? undefined
            : isObject(inner)
              ? new Properties(this.resource, inner, `${this.path}${key}.`)
              : this.fail(key, "an object", value);
    }

    /** A list of nested objects; empty if there is none. */
    objects(key: string): Properties[] {
        const value = this.get(key) ?? [];
        return Array.isArray(value) && value.every(isObject)
            ? value.map((item, index) => new Properties(this.resource, item, `${this.path}${key}[${index}].`))
            : this.fail(key, "a list of objects", value);
    }

    /** A policy document as text, whether the program gave text or an object. */
    document(key: string): string | undefined {
        const value = this.get(key);
        return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    }

    /** The plain values. */
    get plain(): Props {
        return this.values;
    }

    private get(key: string): unknown {
        const value = this.values[key];
        return value === null || value === UNKNOWN ? undefined : value;
    }

    private fail(key: string, allowed: string, value: unknown): never {
        const { type, name } = this.resource;
        throw new Error(`Local AWS: ${type} "${name}": ${this.path}${key} must be ${allowed}, got ${JSON.stringify(value)}`);
    }
}

function isObject(value: unknown): value is Props {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
