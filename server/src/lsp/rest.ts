/** After so many milliseconds in which nobody asked or changed anything, nobody is waiting. */
const LENGTH = 5000;

/** Knows when it is quiet. */
export interface Rest {
  /** Somebody asks or changes something: the quiet begins anew. */
  disturb(): void;
  /** The client is leaving: whoever says goodbye does what was put off. */
  stop(): void;
}

/** Calls `settled` once after each disturbance, when it has been quiet for long enough. */
export function createRest(settled: () => void): Rest {
  let timer: NodeJS.Timeout | undefined;
  return {
    disturb() {
      clearTimeout(timer);
      timer = setTimeout(settled, LENGTH);
    },
    stop: () => clearTimeout(timer),
  };
}
