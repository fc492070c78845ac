/** Words in the name of a variable that say that its value is secret. */
const SECRET = /(^|_)(PASSWORD|PASSWD|PWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH)($|_)/;

/** Words at its end that say that it is about a secret and not the secret. */
const ABOUT = /_(ARN|NAME|ID|PATH|PARAMETER|URL|URI|TABLE|TTL|SECONDS|MINUTES|VERSION|FILE|REGION|TYPE|MODE)$/;

/** Forms of well-known credentials: keys of AWS, tokens of GitHub, Slack and Stripe, JSON web tokens, private keys in PEM. */
const FORMS =
    /^(A(KIA|SIA)[A-Z0-9]{16}$|gh[pousr]_\w{30,}|github_pat_|xox[abprs]-|sk_live_|eyJ[\w-]+\.eyJ[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY-----)/;

/** Whether the name of a variable says that its value is secret. */
export function isSecretName(name: string): boolean {
    // "apiKey", "api-key" and "API_KEY" are the same.
    const words = name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .toUpperCase();
    return SECRET.test(words) && !ABOUT.test(words);
}

/** Whether a value has the form of a well-known credential, whatever its name. */
export const isListedSecret = (value: string): boolean => FORMS.test(value.trim());
