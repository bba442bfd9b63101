/** Names of jobs as people read them; the descriptors of the leader replace and extend these. */
const names = new Map<string, string>([
  ["stirring", "Stirring"],
  ["od_reading", "OD reading"],
  ["growth_rate_calculating", "Growth rate"],
  ["temperature_automation", "Temperature"],
  ["dosing_automation", "Dosing"],
  ["led_automation", "Light"],
  ["add_media", "Media pump"],
  ["add_alt_media", "Alt media pump"],
  ["remove_waste", "Waste pump"],
  ["circulate_media", "Circulation of media"],
  ["circulate_alt_media", "Circulation of alt media"],
]);

export const nameJob = (job: string, name: string): void => void names.set(job, name);

/** A job at the start of a sentence or alone. */
export function JobName(job: string): string {
  const plain = names.get(job) ?? job.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** A job within a sentence: `OD reading` keeps its capitals, `Stirring` does not. */
export function jobName(job: string): string {
  const name = names.get(job) ?? job.replaceAll("_", " ");
  return /^.[A-Z0-9]/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
