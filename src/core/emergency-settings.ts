/** What a station sets about emergencies. In a file of its own, because the words of the model come before all others. */
export type EmergencySettings = {
  /** Hours after an order by which somebody has to have approved it. */
  readonly approveWithinHours: number;
};
export const DEFAULT_EMERGENCY_SETTINGS: EmergencySettings = { approveWithinHours: 24 };
