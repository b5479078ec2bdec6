/** The plan files people keep, `schedules/*.yaml`. A file is replaced whole or not at all, and only when asked. */
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { slugify } from '../core/slug.ts';

export type KeptPlanFile = { readonly name: string; readonly text: string };

/** The file of that plan, by what stands in it and not by its name. */
export function findPlanFile(folder: string, planId: string): KeptPlanFile | undefined {
  for (const name of namesIn(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (parseDocument(text).getIn(['plan', 'id']) === planId) return { name, text };
  }
  return undefined;
}

const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();

/** The name under which it would be written: its own, or a new one after the plan's id. */
export function planFileName(folder: string, planId: string): string {
  const names = namesIn(folder);
  const slug = slugify(planId) || 'ke-hoach';
  let name = `${slug}.yaml`;
  for (let n = 2; names.includes(name); n++) name = `${slug}-${n}.yaml`;
  return findPlanFile(folder, planId)?.name ?? name;
}

/** Beside it and renamed over: whoever reads meanwhile has the old one or the new, and so has a power cut. */
export function writePlanFile(folder: string, name: string, text: string): void {
  const beside = join(folder, `.${name}.${process.pid}`);
  try {
    const file = openSync(beside, 'w', 0o644);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, join(folder, name));
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
