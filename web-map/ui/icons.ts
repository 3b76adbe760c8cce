/**
 * The drawn set: paths in a 24 × 24 box, stroked with a line of 1.75 and round ends, never filled. Each stands beside
 * a word, so none of them needs to be guessed.
 */
export const ICONS = {
  nearest: 'M12 3v3M12 18v3M3 12h3M18 12h3M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12 12h.01',
  map: 'M9 5 3.5 7v12L9 17l6 2 5.5-2V5L15 7 9 5ZM9 5v12M15 7v12',
  list: 'M8.5 6.5h12M8.5 12h12M8.5 17.5h12M4 6.5h.01M4 12h.01M4 17.5h.01',
  walk: 'M13.2 4.4h.01M9.5 20.5l2-5.5-2.2-2.4.9-4.6 3 .4 1.7 2.8 2.6.7M11.5 15l2.7 2 .8 3.5M9.9 8 7.3 9.5 6.8 12.4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.4 15.4 20 20',
  place:
    'M12 21s6.5-5.6 6.5-11a6.5 6.5 0 1 0-13 0c0 5.4 6.5 11 6.5 11ZM12 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z',
  more: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M10 5l-7 7 7 7M3.5 12H21',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M6 11.5H5V20h14v-8.5h-1',
  copy: 'M9 8.5h10.5V21H9ZM6.5 15.5h-2V3H15v2.5',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M17.5 3v4h-4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  door: 'M6 20.5V4.5L14.5 3v18L6 20.5ZM14.5 5H18v15.5h-3.5M11.5 12h.01M3.5 20.5H6',
  toilet: 'M6 3.5h5v7.5H6ZM4.5 11h15c0 3.4-2.2 5.6-5 6.2l.6 3.3H8.2l.5-3.9C6.2 15.6 4.5 13.7 4.5 11Z',
  microwave: 'M3 6h18v11.5H3ZM6 9h8v5.5H6ZM17.5 9.5h.01M17.5 12h.01M5.5 17.5v2M18.5 17.5v2',
  water: 'M6 4h12l-1.6 16.5H7.6ZM6.7 10.5c2-1.3 3.6 1.3 5.6 0s3.4-1 5 0',
  hot_water:
    'M4.5 11h12v4.5a4.5 4.5 0 0 1-4.5 4.5H9a4.5 4.5 0 0 1-4.5-4.5ZM16.5 12.5h1.7a2.1 2.1 0 0 1 0 4.2h-1.9M8 8c0-1.8 1.4-1.8 1.4-3.6M12 8c0-1.8 1.4-1.8 1.4-3.6',
  charging: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0ZM12 17v4',
  seats: 'M7 3.5v9.5h10V3.5M5.5 13h13v3.5h-13ZM7 16.5v4M17 16.5v4',
  heating_cooling: 'M12 3v18M4.2 7.5l15.6 9M4.2 16.5l15.6-9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  medicine_box: 'M3.5 8h17v12h-17ZM9 8V4.5h6V8M12 11v6M9 14h6',
  wifi: 'M3.5 10c5-4.6 12-4.6 17 0M6.5 13.5c3.3-3 7.7-3 11 0M9.5 16.8c1.5-1.3 3.5-1.3 5 0M12 20h.01',
  fridge: 'M6.5 3h11v18h-11ZM6.5 10h11M9.5 6v1.5M9.5 12.5v2.5',
  umbrella: 'M3.5 12.5a8.5 8.5 0 0 1 17 0ZM12 4V2.8M12 12.5v6a2 2 0 0 0 4 0',
  tyre_pump: 'M9 3.5h6M12 3.5v7M9.5 10.5h5V19h-5ZM6.5 20.5h11M14.5 16h2.5a3 3 0 0 0 3-3V9',
  sewing_kit: 'M20 4 9.5 14.5M18.2 3.8c.8-.6 2.3.9 1.7 1.7M9.5 14.5C7 17 8.5 20 5.5 20c-2 0-2.5-2.5-.5-3.5',
  tools:
    'M14.5 6.5a4 4 0 0 1 5-1.3l-2.5 2.6 1.4 1.4 2.4-2.4a4 4 0 0 1-5.3 4.7L8 19a2 2 0 0 1-2.9-2.9l7.5-7.5a4 4 0 0 1 1.9-2.1Z',
  books:
    'M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5ZM12 6.5V20',
  lockers: 'M4.5 3.5h15v17h-15ZM12 3.5v17M9 11v2.5M15 11v2.5M7 7h2.5M14.5 7H17',
  aed: 'M12 20S4 14.8 4 9.2A4.2 4.2 0 0 1 12 7.3a4.2 4.2 0 0 1 8 1.9C20 14.8 12 20 12 20ZM12.8 8.8 10.5 12.5h3l-2.3 3.5',
  mother_baby_room:
    'M9.5 8h5v11a1.5 1.5 0 0 1-1.5 1.5h-2A1.5 1.5 0 0 1 9.5 19ZM10 8V6h4v2M11.2 6V3.5h1.6V6M9.5 12h2M9.5 15.5h2',
  battery_swap: 'M3.5 8.5h13v7h-13ZM16.5 10.5h2.5v3h-2.5M8 6 6 4l2-2M6 4h6M12 18l2 2-2 2M14 20H8',
  nap_chair: 'M3.5 7l5 8.5h9l3 3M8.5 15.5 6 19.5M15.5 15.5v4',
} as const

export type IconName = keyof typeof ICONS

/** The icon of a facility, where one is drawn; the word always stands by itself. */
export function facilityIcon(id: string): IconName | null {
  return id in ICONS ? (id as IconName) : null
}
