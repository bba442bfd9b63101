/** The three families of automations: the job that runs each, and the name of its descriptors. */
export const FAMILIES = { temperature_automation: "temperature", dosing_automation: "dosing", led_automation: "led" } as const;

export type FamilyJob = keyof typeof FAMILIES;

export const isFamily = (job: string): job is FamilyJob => Object.hasOwn(FAMILIES, job);
export const familyOf = (job: string): string | null => (isFamily(job) ? FAMILIES[job] : null);
