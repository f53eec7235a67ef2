/** Three answers, because static analysis has three: rules report on `absent` only. */
export type Presence = 'present' | 'absent' | 'unknown';
