import fc from "fast-check";

// Few names and values, so that what is made of them by chance often meets.
const name = fc.constantFrom("a", "b", "c", "a.b", "$or");
const text = fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom("a", "b", "A", "*", "ß", "."), maxLength: 4 }) },
    { weight: 2, arbitrary: fc.constantFrom("10.0.0.1", "10.0.0.2", "010.0.0.1", "::1", "0:0::1", "10.0.0.256", "a00::1") },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, 1e300, 1e21, -0, 10000000));
export const anyLeaf = fc.oneof(text, number, fc.boolean(), fc.constant(null));

export const anyText = text;
export const anyNumber = number;

const wildcard = fc
    .array(fc.constantFrom("a", "b", "A", "ß", ".", "*", "\\*", "\\\\"), { maxLength: 6 })
    .map((pieces) => pieces.join("").replace(/\*{2,}/g, "*"))
    .filter((joined) => !/(^|[^\\])(\\\\)*\*\*/.test(joined));
const nonEmpty = text.filter((value) => value !== "");
const oneOrMore = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
const range = fc
    .tuple(fc.constantFrom(">", ">="), number, fc.constantFrom("<", "<="), number)
    .filter(([, low, , high]) => low < high)
    .map((numeric) => ({ numeric }));

const affix = (operator: "prefix" | "suffix") =>
    fc
        .oneof(
            text,
            text.map((value) => ({ "equals-ignore-case": value })),
        )
        .map((value) => ({ [operator]: value }));

export const anyOperator = fc.oneof(
    affix("prefix"),
    affix("suffix"),
    text.map((value) => ({ "equals-ignore-case": value })),
    wildcard.map((value) => ({ wildcard: value })),
    fc.boolean().map((exists) => ({ exists })),
    fc.constantFrom("10.0.0.0/8", "10.0.0.1/31", "0.0.0.0/0", "::/0", "::1/127", "a00::/16").map((cidr) => ({ cidr })),
    fc.tuple(fc.constantFrom("=", "<", "<=", ">", ">="), number).map((numeric) => ({ numeric })),
    range,
    fc.oneof(oneOrMore(text), oneOrMore(number)).map((value) => ({ "anything-but": value })),
    fc.tuple(fc.constantFrom("prefix", "suffix"), oneOrMore(nonEmpty)).map(([operator, value]) => ({ "anything-but": { [operator]: value } })),
    oneOrMore(text).map((value) => ({ "anything-but": { "equals-ignore-case": value } })),
    oneOrMore(wildcard).map((value) => ({ "anything-but": { wildcard: value } })),
);

export const anyList = fc.array(fc.oneof(anyLeaf, anyOperator), { minLength: 1, maxLength: 3 });

const names = fc.constantFrom("a", "b", "c", "a.b");
const flat = fc.dictionary(names, anyList, { minKeys: 1, maxKeys: 2 });
const nested = fc.dictionary(names, fc.oneof(anyList, flat), { minKeys: 1, maxKeys: 2 });
const branches = (branch: fc.Arbitrary<object>) => fc.array(branch, { minLength: 2, maxLength: 3 });
const withOr = fc.tuple(nested, branches(nested)).map(([fields, $or]) => ({ ...fields, $or }));
const innerOr = fc.tuple(names, flat, branches(flat)).map(([outer, fields, $or]) => ({ [outer]: { ...fields, $or } }));

/** Valid patterns, with and without `$or`. */
export const anyPattern: fc.Arbitrary<object> = fc.oneof(
    { weight: 4, arbitrary: nested },
    { weight: 1, arbitrary: withOr },
    { weight: 1, arbitrary: innerOr },
);

/** Events of the same names. */
export const anyEvent = fc.letrec<{ value: unknown; object: object }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, anyLeaf, tie("object"), fc.array(tie("value"), { maxLength: 3 })),
    object: fc.dictionary(name, tie("value"), { maxKeys: 3 }),
})).object;
