/** The text of one function in a dump. */
import type { Form } from "../dump.js";

export interface Part {
  /** Of its header, from 1. */
  readonly line: number;
  /** The address as printed, with the path of bridges in front of it, if there is one. */
  readonly path: string;
  title: string;
  /** The lines below the title. */
  readonly body: string[];
  /** Lines of bytes, as -x prints them. */
  readonly bytes: string[];
  readonly form: Form | null;
  /** The group whose list it stands in; null: in none. */
  readonly listed: number | null;
  /** Runs of lspci in a text are counted from 0. */
  readonly run: number;
  /** Some of its lines are not there. */
  cut: boolean;
}
