/** What is wrong with the faulty sample: the rule that names it, and the resource it is found on. */
export const plantedFaults = [] as string[];
