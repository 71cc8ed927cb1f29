/** How strictly a stack is judged. */
export const profiles = {
  baseline: "What breaks synchronization or gives control away is mandatory; what Microsoft recommends is advisory.",
  strict:
    "What will break soon, and a decision that is not needed any more, is mandatory too. What makes mistakes easier to undo is advisory.",
} as const;

export type Profile = keyof typeof profiles;
