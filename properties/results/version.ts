/** The version of pasidcheck that counterexamples carry; a test holds it against package.json. */
export const VERSION = "0.2.0";
