/** Written by `npm run openapi` from the OpenAPI document; not to be edited. */
/* eslint-disable */
export type paths = Record<string, never>
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /** @description The process answers. */
    Alive: {
      /**
       * @description Always true.
       * @enum {boolean}
       */
      alive: true
    }
    /** @description What changed in a district. */
    AreaChange: {
      after: components['schemas']['ComparedCounts'] | null
      before: components['schemas']['ComparedCounts'] | null
      change: components['schemas']['Interval']
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      /** @description Name of the area. */
      name: string
      /**
       * @description By shares of the denominator; `mixed`: it depends on what is not known.
       * @enum {string}
       */
      verdict: 'better' | 'worse' | 'same' | 'mixed'
    }
    /** @description The week of one area. */
    AreaStrip: {
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      /** @description Name of the area. */
      name: string
      /** @description Perhaps within reach, by hour. */
      optimist: number[]
      /** @description The denominator by hour of the week, 168 of them. */
      people: number[]
      /** @description Surely within reach, by hour. */
      pessimist: number[]
    }
    /** @description The base map. */
    BasemapConfig: {
      /** @description 审图号, shown on the map. */
      approvalNumber: string | null
      /** @description Who made it, shown on the map. */
      credit: string | null
      /** @description The key that a browser sends to it; public by its nature. */
      key: string | null
      /**
       * @description Which base map.
       * @enum {string}
       */
      kind: 'own' | 'tianditu' | 'pmtiles' | 'style'
      /** @description Its address, where it has one. */
      url: string | null
    }
    /** @description Why nearer stations do not count; each counted once. */
    CellReason:
      | {
          /** @description HH:MM at which it closed last; null: not open for a day. */
          at: string | null
          /** @description How many stations. */
          count: number
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'closed'
        }
      | {
          /** @description How many stations. */
          count: number
          /**
           * @description The facility.
           * @enum {string}
           */
          facility:
            | 'toilet'
            | 'microwave'
            | 'water'
            | 'hot_water'
            | 'charging'
            | 'seats'
            | 'heating_cooling'
            | 'medicine_box'
            | 'wifi'
            | 'fridge'
            | 'umbrella'
            | 'tyre_pump'
            | 'sewing_kit'
            | 'tools'
            | 'books'
            | 'lockers'
            | 'aed'
            | 'mother_baby_room'
            | 'battery_swap'
            | 'nap_chair'
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'lacks'
        }
      | {
          /** @description How many stations. */
          count: number
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'no-entry'
        }
      | {
          /** @description How many stations. */
          count: number
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'hours-unknown'
        }
      | {
          /** @description How many stations. */
          count: number
          /**
           * @description The facility.
           * @enum {string}
           */
          facility:
            | 'toilet'
            | 'microwave'
            | 'water'
            | 'hot_water'
            | 'charging'
            | 'seats'
            | 'heating_cooling'
            | 'medicine_box'
            | 'wifi'
            | 'fridge'
            | 'umbrella'
            | 'tyre_pump'
            | 'sewing_kit'
            | 'tools'
            | 'books'
            | 'lockers'
            | 'aed'
            | 'mother_baby_room'
            | 'battery_swap'
            | 'nap_chair'
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'facility-unknown'
        }
      | {
          /** @description How many stations. */
          count: number
          /**
           * @description What is wrong.
           * @enum {string}
           */
          kind: 'entry-unknown'
        }
    /** @description What changed between the two moments. */
    Change: {
      after: components['schemas']['ComparedCounts'] | null
      before: components['schemas']['ComparedCounts'] | null
      change: components['schemas']['Interval']
      /**
       * @description By shares of the denominator; `mixed`: it depends on what is not known.
       * @enum {string}
       */
      verdict: 'better' | 'worse' | 'same' | 'mixed'
    }
    /** @description The whole city as columns, an entry for every station in the order of the codes. `api/features/open-data/city/city-file.ts` reads and writes it, and depends on nothing. */
    CityFile: {
      /** @description How one gets in, and the note on it. */
      access: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: [
          ('free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown') | (string | null),
          ('free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown') | (string | null),
        ][]
      }
      /** @description Addresses as patterns with numbers. */
      addresses: {
        /** @description Number of the pattern; 0: no address. */
        pattern: {
          /** @description Which of them each row has, packed. */
          rows: string[]
          /** @description The distinct values. */
          values: number[]
        }
        /** @description House numbers, as differences. */
        step: string[]
      }
      /** @description Whom to name as the source. */
      attribution: string
      /** @description Whom it serves. */
      audience: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: ('outdoor' | 'mixed' | 'internal' | 'unknown')[]
      }
      /** @description Opening hours cannot be told without it. */
      calendar: {
        /** @description Days off. */
        off: string[]
        /** @description Weekend days worked in lieu. */
        workday: string[]
      }
      /** @description Changes with the calendar. */
      calendarId: string
      /** @description Newest change of any station. */
      changedAt: string
      /** @description Days before `changedAt` of the latest confirmation. */
      confirmed: string[]
      /** @description Stations; every column has so many entries. */
      count: number
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description Demo data or not. */
      demo: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: boolean[]
      }
      /** @description Districts. */
      districts: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: (components['schemas']['NamedCode'] | null)[]
      }
      /** @description Whose order the facility columns follow. */
      facilities: (
        | 'toilet'
        | 'microwave'
        | 'water'
        | 'hot_water'
        | 'charging'
        | 'seats'
        | 'heating_cooling'
        | 'medicine_box'
        | 'wifi'
        | 'fridge'
        | 'umbrella'
        | 'tyre_pump'
        | 'sewing_kit'
        | 'tools'
        | 'books'
        | 'lockers'
        | 'aed'
        | 'mother_baby_room'
        | 'battery_swap'
        | 'nap_chair'
      )[]
      /** @description A column for each facility, packed. */
      facilityStates: string[][]
      /**
       * @description Always warm-heart-city/2.
       * @enum {string}
       */
      format: 'warm-heart-city/2'
      /** @description Opening hours. */
      hours: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: (components['schemas']['CityHours'] | null)[]
      }
      /** @description Kind of station and of premises. */
      kinds: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: [
          (
            | ('warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other')
            | (
                | 'estate_agency'
                | 'supermarket'
                | 'bank'
                | 'petrol_station'
                | 'courier_depot'
                | 'party_centre'
                | 'union_premises'
                | 'restaurant'
                | 'community_centre'
                | 'hospital'
                | 'park'
                | 'government'
                | 'company'
                | 'other'
                | 'unknown'
              )
          ),
          (
            | ('warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other')
            | (
                | 'estate_agency'
                | 'supermarket'
                | 'bank'
                | 'petrol_station'
                | 'courier_depot'
                | 'party_centre'
                | 'union_premises'
                | 'restaurant'
                | 'community_centre'
                | 'hospital'
                | 'park'
                | 'government'
                | 'company'
                | 'other'
                | 'unknown'
              )
          ),
        ][]
      }
      /** @description First letters of the codes. */
      letters: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: string[]
      }
      licence: components['schemas']['Licence']
      /** @description State and its reason. */
      lifecycle: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: [
          (
            | ('reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed')
            | (string | null)
          ),
          (
            | ('reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed')
            | (string | null)
          ),
        ][]
      }
      /** @description Names as beginnings and endings. */
      names: {
        /** @description Which other names each has, packed. */
        aliases: string[]
        /** @description How each name ends, packed. */
        ending: string[]
      }
      /** @description Positions. */
      points: {
        /** @description Decimals of the degrees. */
        decimals: number
        /** @description Row, longitude, latitude where more decimals are needed. */
        exact: [number, number, number][]
        /** @description A column of numbers, packed; see `columns.ts`. */
        lat: string[]
        /** @description A column of numbers, packed; see `columns.ts`. */
        lon: string[]
        /** @description Rows without a position. */
        nowhere: number[]
      }
      /** @description By how much the code’s number exceeds the one before, less one. */
      steps: string[]
      /** @description Streets. */
      streets: {
        /** @description Which of them each row has, packed. */
        rows: string[]
        /** @description The distinct values. */
        values: (components['schemas']['NamedCode'] | null)[]
      }
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description Texts by the rank of their characters. */
      texts: {
        /** @description All characters that occur, the most frequent first. */
        alphabet: string
        /** @description Beginnings of names, their endings, other names, patterns of addresses. */
        lists: string[]
      }
    }
    /** @description Opening hours as `Hours`, without their source and confirmation. */
    CityHours: {
      /** @description Temporary closings. */
      closures?: {
        /** @description Beijing date, or ISO instant with its offset. */
        from: string
        /** @description Why, in words for the public. */
        reason: string
        /** @description Beijing date, or ISO instant with its offset. */
        to: string | null
      }[]
      /** @description Dates with hours of their own, in order. */
      exceptions?: {
        /** @description Beijing date. */
        date: string
        /** @description What starts on one day, sorted and disjoint; empty: closed. */
        hours: [number, number][]
      }[]
      /** @description On statutory days off: as that weekday, closed, not known, or these hours. */
      holidays: ('same' | 'closed' | 'unknown') | [number, number][]
      /**
       * @description On a weekend day worked in lieu: as that weekend day, as Monday to Friday, or not known.
       * @enum {string}
       */
      makeup: 'same' | 'workday' | 'unknown'
      /** @description Why the text could not be read. */
      problem?: string
      /** @description The hours as they were listed. */
      raw: string
      /** @description Parts of the year with hours of their own; the later one counts where two overlap. */
      seasons?: {
        /** @description Month and day of every year. */
        from: string
        /** @description Month and day of every year. */
        to: string
        /** @description Seven days, Monday first. */
        week: [number, number][][]
      }[]
      /** @description The ordinary week; null: not known. */
      week: [number, number][][] | null
    }
    /** @description A station as the city file holds it. */
    CityStation: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote: string | null
      /** @description Postal address as registered. */
      address: string | null
      /** @description Other names. */
      aliases: string[]
      /**
       * @description Whom it serves.
       * @enum {string}
       */
      audience: 'outdoor' | 'mixed' | 'internal' | 'unknown'
      /** @description Stable code. */
      code: string
      /** @description Beijing date of the latest confirmation; null: never. */
      confirmedOn: string | null
      district: components['schemas']['NamedCode'] | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      hours: components['schemas']['CityHours'] | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /** @description WGS-84 latitude in degrees; null: unlocated. */
      lat: number | null
      /**
       * @description Workers are sent to `open` ones only.
       * @enum {string}
       */
      lifecycle: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description Why it is suspended or closed. */
      lifecycleReason: string | null
      /** @description WGS-84 longitude in degrees; null: unlocated. */
      lon: number | null
      /** @description Name as on the sign. */
      name: string
      street: components['schemas']['NamedCode'] | null
      /** @description Demo data, not a real place. */
      synthetic: boolean
    }
    /** @description What changed since a version. */
    CityUpdates: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description Differs from the file’s: fetch the whole file. */
      calendarId: string
      /** @description The stations as they are now, in no particular order. */
      changed: components['schemas']['CityStation'][]
      /** @description The version asked from. */
      from: number
      /** @description Too many changes, or another registry: fetch the whole file. Nothing is listed then. */
      full: boolean
      licence: components['schemas']['Licence']
      /** @description Codes of stations that live on in another one. */
      removed: string[]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description The version that these changes lead to. */
      to: number
    }
    /** @description One side of a comparison. */
    ComparedCounts: {
      covered: components['schemas']['Interval']
      /** @description The denominator: people (or km²) asked about. */
      people: number
    }
    /** @description How one side of a comparison came about. */
    ComparedFrame: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      question: components['schemas']['CoverageQuestion']
      /** @description The kept answer; null for one that was counted just now. */
      snapshot: {
        /** @description ISO 8601 with the offset of Beijing. */
        createdAt: string
        /** @description Number of the kept answer. */
        id: number
        /** @description What was kept, and why. */
        name: string
      } | null
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
    }
    /** @description Who reaches a station that answers the question, by district, street and group. */
    CoverageAnswer: {
      /** @description How old the facts are that the answer rests on. */
      ages: {
        /** @description Half of the confirmations are older. */
        facilitiesConfirmed: string | null
        /** @description Half of the confirmations are older. */
        hoursConfirmed: string | null
        /** @description How many of them have known hours. */
        hoursKnown: number
        /** @description Stations that the facts below are of. */
        stations: number
      }
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      covered: components['schemas']['Interval']
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description Most people surely not covered first. */
      districts: components['schemas']['DistrictCounts'][]
      /** @description By group, rounded one by one; empty where area is counted. */
      groups: components['schemas']['GroupCounts'][]
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      /** @description The denominator: people (or km²) asked about. */
      people: number
      question: components['schemas']['CoverageQuestion']
      /** @description How many stations answer the question, city-wide. */
      stations: {
        /** @description Stations that can be found. */
        all: number
        /** @description Those that perhaps do. */
        optimist: number
        /** @description Those that surely answer the question. */
        pessimist: number
      }
      /** @description Most people surely not covered first. */
      streets: components['schemas']['StreetCounts'][]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
      /** @description The same by metres: 300, 500 and 1000. */
      within: {
        [key: string]: components['schemas']['Interval']
      }
    }
    /** @description Why a cell is covered or not. */
    CoverageCell: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      district: components['schemas']['NamedCode'] | null
      /** @description H3 index of the cell. */
      h3: string
      /** @description WGS-84 latitude in degrees. */
      lat: number
      licence: components['schemas']['Licence']
      /** @description WGS-84 longitude in degrees. */
      lon: number
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What is wrong with those nearer than `nearest`. */
      nearer: components['schemas']['CellReason'][]
      nearest: components['schemas']['NearStation'] | null
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      possible: components['schemas']['NearStation'] | null
      question: components['schemas']['CoverageQuestion']
      /** @description All of it in a sentence. */
      sentence: string
      street: components['schemas']['NamedCode'] | null
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
    }
    /** @description Two answers to the same question side by side: what got better, what worse, for whom. */
    CoverageComparison: {
      after: components['schemas']['ComparedFrame']
      before: components['schemas']['ComparedFrame']
      city: components['schemas']['Change']
      /** @description Most changed first. */
      districts: components['schemas']['AreaChange'][]
      /** @description Most changed first. */
      groups: components['schemas']['GroupChange'][]
      /** @description Most changed first. */
      streets: components['schemas']['StreetChange'][]
    }
    /** @description What lies below street level. */
    CoverageDetails: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      question: components['schemas']['CoverageQuestion']
      /** @description Farthest first. */
      sites: components['schemas']['DemandSite'][]
      /** @description Most people first. */
      soleStations: components['schemas']['SoleStation'][]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
      /** @description Most people first. */
      worstCells: components['schemas']['WorstCell'][]
    }
    /** @description An answer as GeoJSON, with how it came about. */
    CoverageFeatures: {
      coverage: components['schemas']['CoverageFrame']
      /** @description Streets with an outline, in districts without any the district; or what staff asked for. */
      features: {
        /** @description An outline, or a point. */
        geometry:
          | {
              /** @description Rings of positions, longitude first. */
              coordinates: unknown[]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'MultiPolygon' | 'Polygon'
            }
          | {
              /** @description Longitude, latitude. */
              coordinates: [number, number]
              /**
               * @description Always Point.
               * @enum {string}
               */
              type: 'Point'
            }
        /** @description Code or H3 index; a demand site has none. */
        id?: string
        /** @description Those of `StreetCounts` or `DistrictCounts` with `level`; for staff those of cells, sites or stations. */
        properties: {
          [key: string]: unknown
        }
        /**
         * @description GeoJSON.
         * @enum {string}
         */
        type: 'Feature'
      }[]
      /**
       * @description GeoJSON.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description By which model, data, question and method figures came about. */
    CoverageFrame: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      question: components['schemas']['CoverageQuestion']
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
    }
    /** @description An answer without the areas’ figures. */
    CoverageHead: {
      /** @description How old the facts are that the answer rests on. */
      ages: {
        /** @description Half of the confirmations are older. */
        facilitiesConfirmed: string | null
        /** @description Half of the confirmations are older. */
        hoursConfirmed: string | null
        /** @description How many of them have known hours. */
        hoursKnown: number
        /** @description Stations that the facts below are of. */
        stations: number
      }
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      covered: components['schemas']['Interval']
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      /** @description The denominator: people (or km²) asked about. */
      people: number
      question: components['schemas']['CoverageQuestion']
      /** @description How many stations answer the question, city-wide. */
      stations: {
        /** @description Stations that can be found. */
        all: number
        /** @description Those that perhaps do. */
        optimist: number
        /** @description Those that surely answer the question. */
        pessimist: number
      }
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
      /** @description The same by metres: 300, 500 and 1000. */
      within: {
        [key: string]: components['schemas']['Interval']
      }
    }
    /** @description A named way of counting: layers of demand with weights. */
    CoverageModel: {
      /** @description H3 resolution of its grid. */
      grid: number
      /** @description The model’s id; `area` counts square kilometres. */
      id: string
      /** @description What it is made of. */
      layers: {
        /** @description Number of the layer. */
        id: number
        /** @description `sites`: a list of places; `areas`: polygons that carry a number. */
        kind: string
        /** @description Name of the layer. */
        name: string
        /** @description Whose data it is. */
        source: string
        /** @description Made up for demonstration. */
        synthetic: boolean
        /** @description Each head counts as so many people. */
        weight: number
        /** @description The year that it speaks of. */
        year: number | null
      }[]
      /** @description Its name. */
      name: string
      /** @description Rises with each change of the model. */
      version: number
      /** @description The year that it speaks of. */
      year: number | null
    }
    /** @description A model that can be asked. */
    CoverageModelChoice: {
      /** @description H3 resolution of its grid. */
      grid: number
      /** @description The model’s id; `area` counts square kilometres. */
      id: string
      /** @description Answers when a question names none. */
      isDefault: boolean
      /** @description What it is made of. */
      layers: {
        /** @description Number of the layer. */
        id: number
        /** @description `sites`: a list of places; `areas`: polygons that carry a number. */
        kind: string
        /** @description Name of the layer. */
        name: string
        /** @description Whose data it is. */
        source: string
        /** @description Made up for demonstration. */
        synthetic: boolean
        /** @description Each head counts as so many people. */
        weight: number
        /** @description The year that it speaks of. */
        year: number | null
      }[]
      /** @description Its name. */
      name: string
      /** @description Any of its layers is made up. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
      /** @description Rises with each change of the model. */
      version: number
      /** @description The year that it speaks of. */
      year: number | null
    }
    /** @description A new model. */
    CoverageModelCreate: {
      /**
       * @description H3 resolution of the grid.
       * @default 9
       */
      grid: 8 | 9
      /**
       * @description District code → the district’s own head-count.
       * @default {}
       */
      headCounts: {
        [key: string]: number
      }
      /**
       * @description Answers when a question names none.
       * @default false
       */
      isDefault: boolean
      /** @description What it is made of; none counts area. */
      layers: {
        /** @description Number of a layer. */
        id: number
        /**
         * @description Each head counts as so many people: 0.4 takes four in ten residents.
         * @default 1
         */
        weight: number
      }[]
      /** @description Name of the model. */
      name: string
      /**
       * @description The year that it speaks of.
       * @default null
       */
      year: number | null
    }
    /** @description The models that a question can name. */
    CoverageModels: {
      /** @description In the order of their making; the one that counts area comes last. */
      items: components['schemas']['CoverageModelChoice'][]
    }
    /** @description The question as it was understood. */
    CoverageQuestion: {
      /** @description Any of these ways in; none: any way at all. */
      access: ('free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown')[]
      /** @description ISO 8601 with the offset of Beijing. */
      at: string
      /** @description All of them must be usable. */
      facilities: (
        | 'toilet'
        | 'microwave'
        | 'water'
        | 'hot_water'
        | 'charging'
        | 'seats'
        | 'heating_cooling'
        | 'medicine_box'
        | 'wifi'
        | 'fridge'
        | 'umbrella'
        | 'tyre_pump'
        | 'sewing_kit'
        | 'tools'
        | 'books'
        | 'lockers'
        | 'aed'
        | 'mother_baby_room'
        | 'battery_swap'
        | 'nap_chair'
      )[]
      /** @description Whom it counts; none: everybody in the model. */
      groups: (
        | 'courier'
        | 'rider'
        | 'cleaner'
        | 'driver'
        | 'truck_driver'
        | 'traffic_police'
        | 'construction'
        | 'housekeeper'
        | 'carer'
        | 'mall_staff'
        | 'estate_agent'
        | 'security_guard'
        | 'other'
        | 'worker'
        | 'resident'
      )[]
      /**
       * @description Asked as if the day were a statutory day off.
       * @enum {string|null}
       */
      holiday: 'off' | 'on' | null
      /** @description Hour of the week, 0 is Monday 00:00; null for an instant. */
      hour: number | null
      /** @description The reach in minutes, where it was given so. */
      minutes: number | null
      /**
       * @description How minutes are travelled; null: the reach was given in metres.
       * @enum {string|null}
       */
      mode: 'walk' | 'ebike' | null
      /** @description The reach in straight metres. */
      reachM: number
      /** @description Monday of the week whose seasons and closures count. */
      weekOf: string | null
    }
    /** @description Counting a week: long work, known by a row. */
    CoverageRun: {
      /** @description ISO 8601 with the offset of Beijing. */
      createdAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number | null
      /** @description Why it ended short of its goal. */
      error: string | null
      /** @description ISO 8601 with the offset of Beijing. */
      finishedAt: string | null
      /** @description Hours of the week that are counted. */
      hoursDone: number
      /**
       * Format: uuid
       * @description Of the run.
       */
      id: string
      /** @description The model that it counts. */
      modelId: string
      question: components['schemas']['CoverageQuestion']
      /**
       * @description How far it is.
       * @enum {string}
       */
      status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'
    }
    /** @description The latest runs. */
    CoverageRuns: {
      /** @description Newest first. */
      items: components['schemas']['CoverageRun'][]
    }
    /** @description An answer that was kept and never changes. */
    CoverageSnapshot: {
      answer: components['schemas']['CoverageAnswer']
      /** @description ISO 8601 with the offset of Beijing. */
      createdAt: string
      /** @description Whose token kept it. */
      createdBy: string
      /** @description Number of the kept answer. */
      id: number
      /** @description What was kept, and why. */
      name: string
    }
    /** @description What to keep. */
    CoverageSnapshotCreate: {
      /** @description What is kept, and why. */
      name: string
      /** @description What to ask; the usual question by default. */
      question?: {
        /** @description Acceptable ways of getting in. Comma-separated, any of: free, ask_staff, door_code, scan, staff_only, unknown. */
        access?: string
        /** @description An ISO 8601 instant with offset. */
        at?: string
        /** @description Facilities that must all be usable. Comma-separated, any of: toilet, microwave, water, hot_water, charging, seats, heating_cooling, medicine_box, wifi, fridge, umbrella, tyre_pump, sewing_kit, tools, books, lockers, aed, mother_baby_room, battery_swap, nap_chair. */
        facilities?: string
        /** @description Worker groups to count; all of the model by default. Comma-separated, any of: courier, rider, cleaner, driver, truck_driver, traffic_police, construction, housekeeper, carer, mall_staff, estate_agent, security_guard, other, worker, resident. */
        group?: string
        /**
         * @description With `hour`: `on` asks as if the day were a statutory day off.
         * @default off
         * @enum {string}
         */
        holiday: 'on' | 'off'
        /** @description Hour of the week in Beijing, asked at its start: 0 is Monday 00:00. */
        hour?: string
        /**
         * @description How minutes of reach are travelled.
         * @enum {string}
         */
        mode?: 'walk' | 'ebike'
        /** @description A model’s id; `area` counts square kilometres. */
        model?: string
        /** @description Metres (`500`), or minutes: `10min`, or a plain number when `mode` is given. */
        reach?: string
      }
    }
    /** @description A kept answer without the areas’ figures. */
    CoverageSnapshotHead: {
      answer: components['schemas']['CoverageHead']
      /** @description ISO 8601 with the offset of Beijing. */
      createdAt: string
      /** @description Whose token kept it. */
      createdBy: string
      /** @description Number of the kept answer. */
      id: number
      /** @description What was kept, and why. */
      name: string
    }
    /** @description The kept answers. */
    CoverageSnapshots: {
      /** @description Newest first. */
      items: components['schemas']['CoverageSnapshotHead'][]
    }
    /** @description All 168 hours of a week as strips by area. */
    CoverageWeek: {
      area: components['schemas']['NamedCode'] | null
      /** @description Whom to name as the source. */
      attribution: string
      /** @description ISO 8601 with the offset of Beijing. */
      computedAt: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description The streets that the night and the weekend leave without. */
      deserts: {
        /** @description From 22:00 to 06:00, worst first. */
        night: components['schemas']['Desert'][]
        /** @description On Saturday and Sunday, worst first. */
        weekend: components['schemas']['Desert'][]
      }
      /** @description All districts; empty where an area was asked for. */
      districts: components['schemas']['AreaStrip'][]
      /** @description How many hours the strips have. */
      hours: number
      licence: components['schemas']['Licence']
      /** @description How distances become minutes. */
      method: string
      model: components['schemas']['CoverageModel']
      /** @description What a reader must know to read the figures right. */
      notice: string | null
      /** @description Perhaps within reach, by hour. */
      optimist: number[]
      /** @description The denominator by hour of the week, 168 of them. */
      people: number[]
      /** @description Surely within reach, by hour. */
      pessimist: number[]
      question: components['schemas']['CoverageQuestion']
      /** @description The run that counted it. */
      runId: string
      /** @description Of the district that was asked for; empty for the city. */
      streets: components['schemas']['StreetStrip'][]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description `km2` where nobody has counted people.
       * @enum {string}
       */
      unit: 'people' | 'km2'
    }
    /** @description The week is being counted; ask again. */
    CoverageWeekUnderWay: {
      run: components['schemas']['CoverageRun']
    }
    /** @description GeoJSON polygons that carry a number. */
    DemandAreas: {
      /** @description Polygons in WGS-84. */
      features: {
        /** @description Its outline, WGS-84. */
        geometry:
          | {
              /** @description Rings of positions, longitude first. */
              coordinates: ([] | [number] | [number, number])[][]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'Polygon'
            }
          | {
              /** @description Rings of positions, longitude first. */
              coordinates: ([] | [number] | [number, number])[][][]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'MultiPolygon'
            }
        /** @description One of them holds the number. */
        properties: {
          [key: string]: unknown
        }
        /**
         * @description Always Feature.
         * @enum {string}
         */
        type: 'Feature'
      }[]
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description Head-counts of workers as one source delivered them. */
    DemandLayer: {
      /** @description ISO 8601 with the offset of Beijing. */
      createdAt: string
      /** @description Head-counts of all of it by group. */
      groups: {
        [key: string]: number
      }
      /** @description Number of the layer. */
      id: number
      /**
       * @description A list of places, or polygons that carry a number.
       * @enum {string}
       */
      kind: 'sites' | 'areas'
      /** @description Name of the layer. */
      name: string
      /** @description How many sites or polygons. */
      rows: number
      /** @description Whose data it is. */
      source: string
      /** @description Made up for demonstration. */
      synthetic: boolean
      /** @description The year that it speaks of; null when its source does not say. */
      year: number | null
    }
    /** @description What became of a list or of polygons. */
    DemandLayerReport: {
      layer: components['schemas']['DemandLayer']
      /** @description What else a person should know. */
      notes: string[]
      /** @description Rows left out or doubtful. */
      problems: {
        /** @description The column. */
        column: string | null
        /** @description What it is recorded as. */
        finding?: string
        /** @description What is wrong. */
        problem: string
        /** @description What would be right. */
        remedy: string
        /** @description Line of the sheet. */
        row: number
        /**
         * @description Whether the row was left out.
         * @enum {string}
         */
        severity: 'rejected' | 'suspicious' | 'note'
        /** @description The value as given. */
        value: string | null
      }[]
    }
    /** @description The layers of demand. */
    DemandLayers: {
      /** @description Newest first. */
      items: components['schemas']['DemandLayer'][]
    }
    /** @description A place where people set out from, and how far their station is. */
    DemandSite: {
      distanceM: components['schemas']['DistanceInterval']
      /** @description Code of its district. */
      districtCode: string | null
      /** @description Head-counts by group; never individuals. */
      groups: {
        [key: string]: number
      }
      /** @description WGS-84 latitude in degrees. */
      lat: number
      /** @description WGS-84 longitude in degrees. */
      lon: number
      /** @description Name of the site. */
      name: string
      /** @description Their sum, for the groups asked about. */
      people: number
      /** @description Code of its street. */
      streetCode: string | null
    }
    /** @description A street that many cannot reach a station from at these hours. */
    Desert: {
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      covered: components['schemas']['Interval']
      /** @description Code of its district. */
      districtCode: string | null
      /** @description Name of the area. */
      name: string
      /** @description People asked about, an average hour. */
      people: number
    }
    /** @description Metres to the nearest station, with one decimal. */
    DistanceInterval: {
      /** @description Metres to the nearest that perhaps does; null: none does. */
      optimist: number | null
      /** @description Metres to the nearest that surely answers; null: none does. */
      pessimist: number | null
    }
    /** @description Who reaches what in a district: the sum of its streets. */
    DistrictCounts: {
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      covered: components['schemas']['Interval']
      /** @description The model’s sum less the head-count: above 0 the model has more people than the district says. */
      difference: number | null
      /** @description The district’s own head-count; null where it gave none. */
      headCount: number | null
      /** @description All of the model’s people there: every group, whether outside at the hour asked or not. Null where area is counted. */
      modelSum: number | null
      /** @description Name of the area. */
      name: string
      /** @description The denominator: people (or km²) asked about. */
      people: number
      /** @description The same by metres: 300, 500 and 1000. */
      within: {
        [key: string]: components['schemas']['Interval']
      }
    }
    /** @description Two entries that may be one place; `station` is the older. */
    DuplicatePair: {
      /** @description ISO 8601 with the offset of Beijing. */
      decidedAt: string | null
      /** @description Whose token decided. */
      decidedBy: string | null
      /**
       * @description What was decided; null: nothing yet.
       * @enum {string|null}
       */
      decision: 'same' | 'different' | null
      /** @description Metres between them; null: one has no position. */
      distanceM: number | null
      /** @description Number of the pair. */
      id: number
      /** @description Why. */
      note: string | null
      other: components['schemas']['DuplicateSide']
      /** @description Why they may be one place. */
      reason: string
      station: components['schemas']['DuplicateSide']
    }
    /** @description Pairs to decide, or decided. */
    DuplicatePairs: {
      /** @description By number. */
      items: components['schemas']['DuplicatePair'][]
      /** @description The `after` of the next page; null: this was the last. */
      next: number | null
    }
    /** @description One of the two entries. */
    DuplicateSide: {
      /** @description Its address. */
      address: string | null
      /** @description Code of the entry. */
      code: string
      /** @description WGS-84 latitude in degrees. */
      lat: number | null
      /**
       * @description Its state.
       * @enum {string}
       */
      lifecycle: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description WGS-84 longitude in degrees. */
      lon: number | null
      /** @description Its name. */
      name: string
      /** @description The list that it comes from. */
      source: string
    }
    /** @description What changed for a group. */
    GroupChange: {
      after: components['schemas']['ComparedCounts'] | null
      before: components['schemas']['ComparedCounts'] | null
      change: components['schemas']['Interval']
      /**
       * @description A group of workers; `worker` and `resident` come from area statistics.
       * @enum {string}
       */
      group:
        | 'courier'
        | 'rider'
        | 'cleaner'
        | 'driver'
        | 'truck_driver'
        | 'traffic_police'
        | 'construction'
        | 'housekeeper'
        | 'carer'
        | 'mall_staff'
        | 'estate_agent'
        | 'security_guard'
        | 'other'
        | 'worker'
        | 'resident'
      /**
       * @description By shares of the denominator; `mixed`: it depends on what is not known.
       * @enum {string}
       */
      verdict: 'better' | 'worse' | 'same' | 'mixed'
    }
    /** @description City-wide figures of one group of workers. */
    GroupCounts: {
      covered: components['schemas']['Interval']
      /**
       * @description A group of workers; `worker` and `resident` come from area statistics.
       * @enum {string}
       */
      group:
        | 'courier'
        | 'rider'
        | 'cleaner'
        | 'driver'
        | 'truck_driver'
        | 'traffic_police'
        | 'construction'
        | 'housekeeper'
        | 'carer'
        | 'mall_staff'
        | 'estate_agent'
        | 'security_guard'
        | 'other'
        | 'worker'
        | 'resident'
      /** @description The denominator: people (or km²) asked about. */
      people: number
      /** @description The same by metres: 300, 500 and 1000. */
      within: {
        [key: string]: components['schemas']['Interval']
      }
    }
    /** @description Opening hours in Beijing time. The text is kept; what could not be read is unknown, never guessed. */
    Hours: {
      /** @description Temporary closings. */
      closures?: {
        /** @description Beijing date, or ISO instant with its offset. */
        from: string
        /** @description Why, in words for the public. */
        reason: string
        /** @description Beijing date, or ISO instant with its offset. */
        to: string | null
      }[]
      /**
       * Format: date-time
       * @description When they were last confirmed.
       */
      confirmedAt?: string
      /** @description Dates with hours of their own, in order. */
      exceptions?: {
        /** @description Beijing date. */
        date: string
        /** @description What starts on one day, sorted and disjoint; empty: closed. */
        hours: [number, number][]
      }[]
      /** @description On statutory days off: as that weekday, closed, not known, or these hours. */
      holidays: ('same' | 'closed' | 'unknown') | [number, number][]
      /**
       * @description On a weekend day worked in lieu: as that weekend day, as Monday to Friday, or not known.
       * @enum {string}
       */
      makeup: 'same' | 'workday' | 'unknown'
      /** @description Why the text could not be read. */
      problem?: string
      /** @description The hours as they were listed. */
      raw: string
      /** @description Parts of the year with hours of their own; the later one counts where two overlap. */
      seasons?: {
        /** @description Month and day of every year. */
        from: string
        /** @description Month and day of every year. */
        to: string
        /** @description Seven days, Monday first. */
        week: [number, number][][]
      }[]
      /** @description Where the hours come from. */
      source?: string
      /** @description The ordinary week; null: not known. */
      week: [number, number][][] | null
    }
    /** @description A roster on its way: checked first, then committed whole. */
    ImportJob: {
      /** @description The registry’s version that it was compared with. */
      checkedVersion: number | null
      /** @description ISO 8601 with the offset of Beijing. */
      committedAt: string | null
      /** @description Whose token committed it. */
      committedBy: string | null
      /** @description ISO 8601 with the offset of Beijing. */
      createdAt: string
      /** @description Whose token sent it. */
      createdBy: string
      /** @description Why it failed, as a sentence. */
      error: string | null
      /** @description Name of the file. */
      fileName: string
      /** @description ISO 8601 with the offset of Beijing. */
      finishedAt: string | null
      /**
       * Format: uuid
       * @description Of the job.
       */
      id: string
      /** @description What was recognised in the file, vanished and returned stations, pairs to decide. */
      notes: {
        [key: string]: unknown
      }
      /** @description What was said beside the file. */
      options: {
        /**
         * @description Datum of the coordinates.
         * @enum {string|null}
         */
        datum: 'wgs84' | 'gcj02' | 'bd09' | null
        /** @description The district whose list this is. */
        district: string | null
        /** @description Header → field. */
        mapping: {
          [key: string]: string
        }
        /** @description Name of the sheet. */
        sheet: string | null
        /** @description Name of the list as given. */
        source: string | null
      }
      /** @description How far the work is. */
      progress: {
        /**
         * @description What is being done.
         * @enum {string}
         */
        phase?: 'reading' | 'comparing' | 'writing' | 'done'
        /** @description Rows that are done. */
        rows?: number
        /** @description Rows in all, as far as known. */
        total?: number | null
      }
      /** @description Name of the list. */
      source: string
      /**
       * @description How far it is; nothing is written before it is committed.
       * @enum {string}
       */
      status: 'queued' | 'running' | 'checked' | 'committing' | 'committed' | 'failed'
      summary: components['schemas']['ImportSummary'] | null
    }
    /** @description The newest imports. */
    ImportJobs: {
      /** @description Newest first. */
      items: components['schemas']['ImportJob'][]
    }
    /** @description Rows with what happens to each, and why. */
    ImportRows: {
      /** @description In the order of the sheet. */
      items: {
        /** @description Its address. */
        address: string | null
        /** @description Column → new value; null unless updated. */
        changes: {
          [key: string]: unknown
        } | null
        /** @description The registry’s code, once there is one. */
        code: string | null
        /** @description Name of the station. */
        name: string | null
        /** @description It lies in another district than it says. */
        otherDistrict: boolean
        /**
         * @description What happens to it.
         * @enum {string}
         */
        outcome: 'created' | 'updated' | 'unchanged' | 'duplicate' | 'rejected' | 'vanished'
        /** @description What a person should know. */
        problems: {
          /** @description The column. */
          column: string | null
          /** @description What it is recorded as with the station. */
          finding?: string
          /** @description What is wrong. */
          problem: string
          /** @description What would be right. */
          remedy: string
          /**
           * @description Whether the row can be taken.
           * @enum {string}
           */
          severity: 'rejected' | 'suspicious' | 'note'
          /** @description The value as given. */
          value: string | null
        }[]
        /** @description Its station was closed as vanished from an earlier version. */
        returned: boolean
        /** @description Line of the sheet; negative for vanished stations. */
        row: number
        /** @description Two of its facts cannot both be true. */
        suspicious: boolean
        /** @description It has no position that can be believed. */
        unlocated: boolean
      }[]
      /** @description The `after` of the next page; null: this was the last. */
      next: number | null
    }
    /** @description rows = created + updated + unchanged + duplicates + rejected; the other three are counted beside that. */
    ImportSummary: {
      /** @description New stations. */
      created: number
      /** @description Rows that double another. */
      duplicates: number
      /** @description Rows that lie in another district than they say. */
      otherDistrict: number
      /** @description Rows that cannot be taken. */
      rejected: number
      /** @description Rows of the sheet with something in them. */
      rows: number
      /** @description Rows of which two facts cannot both be true. */
      suspicious: number
      /** @description Stations that stay as they are. */
      unchanged: number
      /** @description Rows without a position that can be believed. */
      unlocated: number
      /** @description Stations of which a fact changes. */
      updated: number
    }
    /** @description People (or km²) within reach: the two ends of what is known. */
    Interval: {
      /** @description Within reach if all that is not known turned out well. */
      optimist: number
      /** @description Surely within reach of a station that answers the question. */
      pessimist: number
    }
    /** @description A JSON Schema. */
    JsonSchema: {
      [key: string]: unknown
    }
    /** @description Under what terms the data may be used. */
    Licence: {
      /** @description Its name. */
      title: string
      /** @description Its text. */
      url: string
    }
    /** @description A link by RFC 8288. */
    Link: {
      /** @description The address. */
      href: string
      /** @description Its language. */
      hreflang?: string
      /** @description What lies there. */
      rel: string
      /** @description What to call it. */
      title?: string
      /** @description Its media type. */
      type?: string
    }
    /** @description What anybody may know of a station, at this moment. */
    ListedStation: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote: string | null
      /** @description Postal address as registered. */
      address: string | null
      /** @description Other names. */
      aliases: string[]
      /**
       * @description Whom it serves; `internal` is a lounge for own staff.
       * @enum {string}
       */
      audience: 'outdoor' | 'mixed' | 'internal' | 'unknown'
      /** @description Stable code, printed on the sign. */
      code: string
      community: components['schemas']['NamedCode'] | null
      /** @description When each group of facts was last confirmed on the spot; null: never. */
      confirmed: {
        /** @description ISO 8601 with the offset of Beijing. */
        access: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        facilities: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        hours: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        location: string | null
      }
      /** @description The latest of the confirmations. */
      confirmedAt: string | null
      district: components['schemas']['NamedCode'] | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description Links into map apps, in the datum that each wants. */
      handoff: {
        /** @description 高德. */
        amap: string
        /** @description Apple. */
        apple: string
        /** @description 百度. */
        baidu: string
        /** @description 腾讯. */
        tencent: string
      } | null
      /** @description Brand of the premises. */
      hostBrand: string | null
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      hours: components['schemas']['Hours'] | null
      /** @description Opening hours in Chinese words; null: not known. */
      hoursText: string | null
      /** @description The same in English. */
      hoursTextEn: string | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /**
       * @description Workers are sent to `open` ones only.
       * @enum {string}
       */
      lifecycle: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description Why it is suspended or closed. */
      lifecycleReason: string | null
      /** @description Beijing date on which that state began. */
      lifecycleSince: string | null
      /** @description Name as on the sign. */
      name: string
      /**
       * @description Whether it is open; `unknown` when nobody told the hours, never guessed.
       * @enum {string}
       */
      openState: 'open' | 'closed' | 'unknown'
      /** @description When that state changes next; null: not within 14 days, or not known. */
      openUntil: string | null
      /** @description Who runs it from day to day. */
      operator: string | null
      /** @description WGS-84 degrees; null while the station is unlocated. */
      position: {
        /** @description Radius in metres within which the entrance lies. */
        accuracyM: number | null
        /** @description WGS-84 latitude in degrees. */
        lat: number
        /** @description WGS-84 longitude in degrees. */
        lon: number
      } | null
      /** @description 七有: venue, sign, facilities, publicity, service, rules, effect, as stated by a source. */
      sevenHaves: {
        /**
         * @description Which of the seven.
         * @enum {string}
         */
        id: 'venue' | 'sign' | 'facilities' | 'publicity' | 'service' | 'rules' | 'effect'
        /** @description When that was stated. */
        on: string | null
        /** @description Which list or inspection states it. */
        source: string | null
        /**
         * @description Whether it is met.
         * @enum {string}
         */
        state: 'yes' | 'no' | 'unknown'
      }[]
      street: components['schemas']['NamedCode'] | null
      /** @description Demo data, not a real place. */
      synthetic: boolean
      union: components['schemas']['NamedCode']
      /** @description ISO 8601 with the offset of Beijing. */
      updatedAt: string
      /** @description The ETag without its quotes. */
      version: number
    }
    /** @description A code with its name. */
    NamedCode: {
      /** @description The code of the reference lists. */
      code: string
      /** @description Its name. */
      name: string
    }
    /** @description A station as a GeoJSON feature. */
    NearbyFeature: {
      /** @description Where it is, WGS-84. */
      geometry: {
        /** @description Longitude, latitude. */
        coordinates: [number, number]
        /**
         * @description Always Point.
         * @enum {string}
         */
        type: 'Point'
      }
      /** @description The code. */
      id: string
      properties: components['schemas']['NearbyProperties']
      /**
       * @description Always Feature.
       * @enum {string}
       */
      type: 'Feature'
    }
    /** @description What a worker must know of a station, against this question and at this moment. */
    NearbyProperties: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote: string | null
      /** @description Postal address as registered. */
      address: string | null
      /** @description Stable code; `/s/CODE` is its page. */
      code: string
      /** @description When anything about it was last confirmed; null: never. */
      confirmedAt: string | null
      /** @description Geodesic metres; null where nothing is measured from. */
      distanceM: number | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      /** @description Opening hours in Chinese words; null: not known. */
      hoursText: string | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /** @description Name as on the sign. */
      name: string
      /**
       * @description Whether it is open; `unknown` when nobody told the hours, never guessed.
       * @enum {string}
       */
      openState: 'open' | 'closed' | 'unknown'
      /** @description When that state changes next. */
      openUntil: string | null
      /** @description Demo data, not a real place. */
      synthetic: boolean
      /**
       * @description Against this question; `maybe`: something is unknown.
       * @enum {string}
       */
      usable: 'yes' | 'maybe' | 'no'
      /** @description Straight line × 1.3 at 1.15 m/s, whole minutes begun. */
      walkMinutes: number | null
    }
    /** @description GeoJSON, in the order in which a worker would choose: usable first, then near. */
    NearestAnswer: {
      /** @description ISO 8601 with the offset of Beijing. */
      asOf: string
      /** @description Whom to name as the source. */
      attribution: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description Stations. */
      features: components['schemas']['NearbyFeature'][]
      /** @description How walking minutes are reckoned. */
      method: string
      /** @description The sentence that says so. */
      notice: string | null
      /** @description The reach, in metres. */
      reachM: number
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
      /** @description Nothing surely usable lay within reach: the answer goes further. */
      widened: boolean
    }
    /** @description A station near a cell. */
    NearStation: {
      /** @description Code of the station. */
      code: string
      /** @description Geodesic metres from the cell’s centre. */
      distanceM: number
      /** @description Its name. */
      name: string
    }
    /** @description One collection of features. */
    OgcCollection: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description Coordinate systems that it can be had in. */
      crs: string[]
      /** @description What it holds. */
      description: string
      /** @description In space and time. */
      extent: {
        /** @description Where the features lie. */
        spatial?: {
          /** @description The box around all features. */
          bbox: number[][]
          /** @description Its coordinate system. */
          crs: string
        }
        /** @description When they were changed. */
        temporal?: {
          /** @description The time of the features. */
          interval: (string | null)[][]
          /** @description Its calendar. */
          trs: string
        }
      }
      /** @description Its name in addresses. */
      id: string
      /**
       * @description Always feature.
       * @enum {string}
       */
      itemType: 'feature'
      /** @description Where to go from here; `rel=license` leads to the licence. */
      links: components['schemas']['Link'][]
      /** @description How many features. */
      numberOfItems: number
      /** @description The one that it is kept in. */
      storageCrs: string
      /** @description What to call it. */
      title: string
    }
    /** @description All collections. */
    OgcCollections: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description The collections. */
      collections: components['schemas']['OgcCollection'][]
      /** @description Coordinate systems of all collections. */
      crs: string[]
      /** @description Where to go from here; `rel=license` leads to the licence. */
      links: components['schemas']['Link'][]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description Name of the service. */
      title: string
    }
    /** @description The standards that the service keeps. */
    OgcConformance: {
      /** @description Conformance classes. */
      conformsTo: string[]
      /** @description Where to go from here; `rel=license` leads to the licence. */
      links: components['schemas']['Link'][]
    }
    /** @description One feature. */
    OgcFeature: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description A point or an outline, in the coordinate system asked for. */
      geometry:
        | ({
            /** @description Longitude, latitude. */
            coordinates: [number, number]
            /**
             * @description Always Point.
             * @enum {string}
             */
            type: 'Point'
          } | null)
        | ({
            /** @description Rings of positions, longitude first. */
            coordinates: unknown[]
            /**
             * @description The kind of geometry.
             * @enum {string}
             */
            type: 'MultiPolygon' | 'Polygon'
          } | null)
      /** @description The code. */
      id: string
      /** @description Where to go from here; `rel=license` leads to the licence. */
      links: components['schemas']['Link'][]
      /** @description Flat properties, all of them always there; null: nobody knows. `/ogc/collections/{id}/schema` names them. */
      properties: {
        [key: string]: (string | null) | (number | null) | (boolean | null)
      }
      /**
       * @description Always Feature.
       * @enum {string}
       */
      type: 'Feature'
    }
    /** @description A page of features, or all of them (`f=geojson`). */
    OgcFeatures: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description In the order of their codes. */
      features: {
        /** @description A point or an outline, in the coordinate system asked for. */
        geometry:
          | ({
              /** @description Longitude, latitude. */
              coordinates: [number, number]
              /**
               * @description Always Point.
               * @enum {string}
               */
              type: 'Point'
            } | null)
          | ({
              /** @description Rings of positions, longitude first. */
              coordinates: unknown[]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'MultiPolygon' | 'Polygon'
            } | null)
        /** @description The code. */
        id: string
        /** @description Flat properties, all of them always there; null: nobody knows. `/ogc/collections/{id}/schema` names them. */
        properties: {
          [key: string]: (string | null) | (number | null) | (boolean | null)
        }
        /**
         * @description Always Feature.
         * @enum {string}
         */
        type: 'Feature'
      }[]
      /** @description `rel=next` leads to the next page. */
      links: components['schemas']['Link'][]
      /** @description How many fulfil the query. */
      numberMatched: number
      /** @description How many are here. */
      numberReturned: number
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description ISO 8601 with the offset of Beijing. */
      timeStamp: string
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description What there is here. */
    OgcLanding: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description What there is. */
      description: string
      /** @description Where to go from here; `rel=license` leads to the licence. */
      links: components['schemas']['Link'][]
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description Name of the service. */
      title: string
    }
    /** @description An OpenAPI 3.0 document. */
    OpenApi: {
      [key: string]: unknown
    }
    /** @description Outlines with code and name as GeoJSON. */
    Outlines: {
      /** @description Whose outlines these are. */
      attribution?: string
      /** @description Areas. */
      features: {
        /** @description The outline, WGS-84. */
        geometry: {
          /** @description Rings of positions, longitude first. */
          coordinates: unknown[]
          /**
           * @description The kind of geometry.
           * @enum {string}
           */
          type: 'MultiPolygon' | 'Polygon'
        }
        /** @description The code. */
        id?: string
        /** @description Which area it is. */
        properties: {
          /** @description Code of the area. */
          code: string
          /** @description Code of a street’s district. */
          districtCode?: string
          /** @description Where to write a district’s name. */
          label?: [number, number]
          /** @description Its name. */
          name: string
        }
        /**
         * @description Always Feature.
         * @enum {string}
         */
        type: 'Feature'
      }[]
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description What the page needs to know before it asks. */
    PageConfig: {
      basemap: components['schemas']['BasemapConfig']
      /** @description Whether one file has all stations; else the map reads the vector tiles. */
      cityFile: boolean
      /** @description The registry’s version. */
      dataVersion: number
      /** @description Any station is demo data. */
      demo: boolean
      /** @description The area served, WGS-84 degrees. */
      region: {
        /** @description West, south, east, north. */
        bbox: [number, number, number, number]
        /** @description Where a map begins. */
        centre: [number, number]
        /** @description Its name. */
        name: string
      }
      /** @description All entries of the registry. */
      stations: number
    }
    /** @description A place that a name can mean. */
    Place: {
      /** @description Other names. */
      aliases?: string[]
      /** @description Good enough to move a map to, and no better. */
      approximate: boolean
      /** @description Code of the area or the station. */
      code?: string
      /** @description What tells it from others of that name. */
      detail: string
      /**
       * @description What kind of place.
       * @enum {string}
       */
      kind: 'district' | 'street' | 'landmark' | 'community' | 'station'
      /** @description WGS-84 latitude in degrees. */
      lat: number
      /** @description WGS-84 longitude in degrees. */
      lon: number
      /** @description Its name. */
      name: string
    }
    /** @description The district and street that a point lies in. */
    PlaceAt: {
      district: components['schemas']['NamedCode'] | null
      street: components['schemas']['NamedCode'] | null
    }
    /** @description Places whose name fits. */
    Places: {
      /** @description Best first. */
      items: components['schemas']['Place'][]
    }
    /** @description Why a request was not fulfilled. */
    Problem: {
      /** @description What was wrong, as a sentence in the reader’s language. */
      detail: string
      /** @description One entry per wrong value. */
      errors?: {
        /** @description The parameter, property or column. */
        field: string
        /** @description What is wrong with it. */
        message: string
        /** @description The value as given, shortened. */
        value: unknown
      }[]
      /** @description Names this very request; the log and the header X-Request-Id have the same. */
      requestId: string
      /** @description The HTTP status. */
      status: number
      /** @description The words of the status. */
      title: string
      /** @description Always about:blank: the status says which problem it is. */
      type: string
    }
    /** @description Whether the search index stands. */
    Readiness: {
      /** @description The version of the registry; -1 before. */
      dataVersion: number
      /** @description Whether searches can be answered. */
      ready: boolean
      /** @description How many can be found. */
      stations: number
    }
    /** @description A station without which people would have none in reach. */
    SoleStation: {
      /** @description Code of the station. */
      code: string
      /** @description Code of its district. */
      districtCode: string | null
      /** @description WGS-84 latitude in degrees. */
      lat: number
      /** @description WGS-84 longitude in degrees. */
      lon: number
      /** @description Its name. */
      name: string
      /** @description People who would have none without it. */
      people: number
      /** @description Code of its street. */
      streetCode: string | null
    }
    /** @description A station by itself. */
    Station: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote: string | null
      /** @description Postal address as registered. */
      address: string | null
      /** @description Other names. */
      aliases: string[]
      /** @description Whom to name as the source. */
      attribution: string
      /**
       * @description Whom it serves; `internal` is a lounge for own staff.
       * @enum {string}
       */
      audience: 'outdoor' | 'mixed' | 'internal' | 'unknown'
      /** @description Stable code, printed on the sign. */
      code: string
      community: components['schemas']['NamedCode'] | null
      /** @description When each group of facts was last confirmed on the spot; null: never. */
      confirmed: {
        /** @description ISO 8601 with the offset of Beijing. */
        access: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        facilities: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        hours: string | null
        /** @description ISO 8601 with the offset of Beijing. */
        location: string | null
      }
      /** @description The latest of the confirmations. */
      confirmedAt: string | null
      district: components['schemas']['NamedCode'] | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description Links into map apps, in the datum that each wants. */
      handoff: {
        /** @description 高德. */
        amap: string
        /** @description Apple. */
        apple: string
        /** @description 百度. */
        baidu: string
        /** @description 腾讯. */
        tencent: string
      } | null
      /** @description Brand of the premises. */
      hostBrand: string | null
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      hours: components['schemas']['Hours'] | null
      /** @description Opening hours in Chinese words; null: not known. */
      hoursText: string | null
      /** @description The same in English. */
      hoursTextEn: string | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /**
       * @description Workers are sent to `open` ones only.
       * @enum {string}
       */
      lifecycle: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description Why it is suspended or closed. */
      lifecycleReason: string | null
      /** @description Beijing date on which that state began. */
      lifecycleSince: string | null
      /** @description Name as on the sign. */
      name: string
      /**
       * @description Whether it is open; `unknown` when nobody told the hours, never guessed.
       * @enum {string}
       */
      openState: 'open' | 'closed' | 'unknown'
      /** @description When that state changes next; null: not within 14 days, or not known. */
      openUntil: string | null
      /** @description Who runs it from day to day. */
      operator: string | null
      /** @description WGS-84 degrees; null while the station is unlocated. */
      position: {
        /** @description Radius in metres within which the entrance lies. */
        accuracyM: number | null
        /** @description WGS-84 latitude in degrees. */
        lat: number
        /** @description WGS-84 longitude in degrees. */
        lon: number
      } | null
      /** @description 七有: venue, sign, facilities, publicity, service, rules, effect, as stated by a source. */
      sevenHaves: {
        /**
         * @description Which of the seven.
         * @enum {string}
         */
        id: 'venue' | 'sign' | 'facilities' | 'publicity' | 'service' | 'rules' | 'effect'
        /** @description When that was stated. */
        on: string | null
        /** @description Which list or inspection states it. */
        source: string | null
        /**
         * @description Whether it is met.
         * @enum {string}
         */
        state: 'yes' | 'no' | 'unknown'
      }[]
      street: components['schemas']['NamedCode'] | null
      /** @description Demo data, not a real place. */
      synthetic: boolean
      union: components['schemas']['NamedCode']
      /** @description ISO 8601 with the offset of Beijing. */
      updatedAt: string
      /** @description The ETag without its quotes. */
      version: number
    }
    /** @description A new station; what is left out is unknown. */
    StationCreate: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access?: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote?: string | null
      /** @description Postal address. */
      address?: string | null
      /** @description Other names. */
      aliases?: string[]
      /**
       * @description Whom it serves; `internal` is a lounge for own staff.
       * @enum {string}
       */
      audience?: 'outdoor' | 'mixed' | 'internal' | 'unknown'
      /** @description Code of the community. */
      communityCode?: string | null
      /** @description When each group of facts was last confirmed on the spot; null: never. */
      confirmed?: {
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        access: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        facilities: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        hours: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        location: string | null
      }
      /** @description Code of the district. */
      districtCode?: string | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities?: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description The seven haves as stated by a source. */
      haves?: {
        [key: string]: {
          /** Format: date */
          on?: string
          source?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description Brand of the premises. */
      hostBrand?: string | null
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind?:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      /** @description Opening hours as text, which is parsed, or as structure. */
      hours?: (string | null) | (components['schemas']['Hours'] | null)
      /** @description Money spent on it, in yuan; for staff. */
      investedCny?: number | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind?: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /**
       * @description Workers are sent to `open` ones only.
       * @enum {string}
       */
      lifecycle?: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description Why it is suspended or closed; needed then, and for anybody to read. */
      lifecycleReason?: string | null
      /**
       * Format: date
       * @description Beijing date on which it began.
       */
      lifecycleSince?: string | null
      /** @description Name as on the sign. */
      name: string
      /** @description Who runs it from day to day; anybody may read it. */
      operator?: string | null
      /** @description Whose premises they are; for staff. */
      owner?: string | null
      /** @description A position with its declared datum. It is converted to WGS-84; the source is kept. */
      position?: {
        /** @description Radius in metres within which the entrance lies. */
        accuracyM?: number | null
        /**
         * @description Which datum they are in.
         * @enum {string}
         */
        datum: 'wgs84' | 'gcj02' | 'bd09'
        /** @description Latitude in degrees. */
        lat: number
        /** @description Longitude in degrees. */
        lon: number
      } | null
      /** @description Why this is changed; kept in the history. */
      reason?: string
      /** @description The list that it comes from; for staff. */
      source?: string
      /** @description Its number in that list; for staff. */
      sourceId?: string | null
      /** @description Code of the street. */
      streetCode?: string | null
      /** @description The responsible union; by default that of the street or district. */
      unionCode?: string
    }
    /** @description Who changed what, when and why, newest first; changes are column → [before, after]. */
    StationHistory: {
      /** @description Newest first. */
      items: {
        /**
         * @description What happened.
         * @enum {string}
         */
        action: 'created' | 'updated'
        /** @description Whose token or job. */
        actor: string
        /** @description UTC instant. */
        at: string
        /** @description Column → [before, after]. */
        changes: {
          [key: string]: [unknown, unknown]
        }
        /** @description Why. */
        reason: string | null
        /** @description The version that this change made. */
        version: number
      }[]
    }
    /** @description One page of the registry. */
    StationPage: {
      /** @description Whom to name as the source. */
      attribution: string
      /** @description The stations of this page. */
      items: components['schemas']['ListedStation'][]
      /** @description The `after` of the next page; null: this was the last. */
      next: string | null
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description Stations that fulfil the filters, on all pages. */
      total: number
    }
    /** @description Changed facts: what is left out stays, null clears. */
    StationUpdate: {
      /**
       * @description How one gets in.
       * @enum {string}
       */
      access?: 'free' | 'ask_staff' | 'door_code' | 'scan' | 'staff_only' | 'unknown'
      /** @description How to get in, in words. */
      accessNote?: string | null
      /** @description Postal address. */
      address?: string | null
      /** @description Other names. */
      aliases?: string[]
      /**
       * @description Whom it serves; `internal` is a lounge for own staff.
       * @enum {string}
       */
      audience?: 'outdoor' | 'mixed' | 'internal' | 'unknown'
      /** @description Code of the community. */
      communityCode?: string | null
      /** @description When each group of facts was last confirmed on the spot; null: never. */
      confirmed?: {
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        access: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        facilities: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        hours: string | null
        /**
         * Format: date-time
         * @description ISO 8601 with an offset.
         */
        location: string | null
      }
      /** @description Code of the district. */
      districtCode?: string | null
      /** @description What the station offers. A facility that is absent is unknown, which is not "no". */
      facilities?: {
        [key: string]: {
          /** @enum {string} */
          condition?: 'ok' | 'broken'
          /** Format: date */
          confirmedOn?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description The seven haves as stated by a source. */
      haves?: {
        [key: string]: {
          /** Format: date */
          on?: string
          source?: string
          /** @enum {string} */
          state: 'yes' | 'no' | 'unknown'
        }
      }
      /** @description Brand of the premises. */
      hostBrand?: string | null
      /**
       * @description What kind of premises host it.
       * @enum {string}
       */
      hostKind?:
        | 'estate_agency'
        | 'supermarket'
        | 'bank'
        | 'petrol_station'
        | 'courier_depot'
        | 'party_centre'
        | 'union_premises'
        | 'restaurant'
        | 'community_centre'
        | 'hospital'
        | 'park'
        | 'government'
        | 'company'
        | 'other'
        | 'unknown'
      /** @description Opening hours as text, which is parsed, or as structure. */
      hours?: (string | null) | (components['schemas']['Hours'] | null)
      /** @description Money spent on it, in yuan; for staff. */
      investedCny?: number | null
      /**
       * @description What kind of place it is.
       * @enum {string}
       */
      kind?: 'warm_station' | 'union_station' | 'service_centre' | 'staff_home' | 'other'
      /**
       * @description Workers are sent to `open` ones only.
       * @enum {string}
       */
      lifecycle?: 'reported' | 'inspected' | 'accepted' | 'signed' | 'open' | 'suspended' | 'closed'
      /** @description Why it is suspended or closed; needed then, and for anybody to read. */
      lifecycleReason?: string | null
      /**
       * Format: date
       * @description Beijing date on which it began.
       */
      lifecycleSince?: string | null
      /** @description Name as on the sign. */
      name?: string
      /** @description Who runs it from day to day; anybody may read it. */
      operator?: string | null
      /** @description Whose premises they are; for staff. */
      owner?: string | null
      /** @description A position with its declared datum. It is converted to WGS-84; the source is kept. */
      position?: {
        /** @description Radius in metres within which the entrance lies. */
        accuracyM?: number | null
        /**
         * @description Which datum they are in.
         * @enum {string}
         */
        datum: 'wgs84' | 'gcj02' | 'bd09'
        /** @description Latitude in degrees. */
        lat: number
        /** @description Longitude in degrees. */
        lon: number
      } | null
      /** @description Why this is changed; kept in the history. */
      reason?: string
      /** @description The list that it comes from; for staff. */
      source?: string
      /** @description Its number in that list; for staff. */
      sourceId?: string | null
      /** @description Code of the street. */
      streetCode?: string | null
      /** @description The responsible union; by default that of the street or district. */
      unionCode?: string
    }
    /** @description What changed in a street. */
    StreetChange: {
      after: components['schemas']['ComparedCounts'] | null
      before: components['schemas']['ComparedCounts'] | null
      change: components['schemas']['Interval']
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      /** @description Code of its district. */
      districtCode: string | null
      /** @description Name of the area. */
      name: string
      /**
       * @description By shares of the denominator; `mixed`: it depends on what is not known.
       * @enum {string}
       */
      verdict: 'better' | 'worse' | 'same' | 'mixed'
    }
    /** @description Who reaches what in a street; whole people. */
    StreetCounts: {
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      covered: components['schemas']['Interval']
      /** @description Code of its district. */
      districtCode: string | null
      /** @description Name of the area. */
      name: string
      /** @description The denominator: people (or km²) asked about. */
      people: number
      /** @description The same by metres: 300, 500 and 1000. */
      within: {
        [key: string]: components['schemas']['Interval']
      }
    }
    /** @description Outlines of streets and towns: GeoJSON polygons in WGS-84, each with the properties `name` and `district`. */
    StreetLayer: {
      /** @description The streets and towns. */
      features: {
        /** @description Its outline, WGS-84. */
        geometry:
          | {
              /** @description Rings of positions, longitude first. */
              coordinates: ([] | [number] | [number, number])[][]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'Polygon'
            }
          | {
              /** @description Rings of positions, longitude first. */
              coordinates: ([] | [number] | [number, number])[][][]
              /**
               * @description The kind of geometry.
               * @enum {string}
               */
              type: 'MultiPolygon'
            }
        /** @description Which street it is. */
        properties: {
          /** @description Name of its district. */
          district: string
          /** @description Name of the street or town. */
          name: string
        }
        /**
         * @description Always Feature.
         * @enum {string}
         */
        type: 'Feature'
      }[]
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description What became of each polygon of a street layer. */
    StreetLayerReport: {
      /** @description Streets and towns that have their outline from it now. */
      matched: number
      /** @description Polygons in the file. */
      polygons: number
      /** @description Whose data this is. */
      source: string
      /** @description Polygons that no street has. */
      unmatched: {
        /** @description Name of the district as given. */
        district: string
        /** @description Why, in a sentence. */
        message: string
        /** @description Name as given. */
        name: string
        /** @description Why, in a word. */
        reason: string
        /** @description Position in the file, from 1. */
        row: number
      }[]
    }
    /** @description The week of one street. */
    StreetStrip: {
      /** @description Code of the area; null: outside every outline, or no list says which. */
      code: string | null
      /** @description Code of its district. */
      districtCode: string | null
      /** @description Name of the area. */
      name: string
      /** @description Perhaps within reach, by hour. */
      optimist: number[]
      /** @description The denominator by hour of the week, 168 of them. */
      people: number[]
      /** @description Surely within reach, by hour. */
      pessimist: number[]
    }
    /** @description TileJSON 3.0.0. */
    TileJson: {
      /** @description Whom to name, as HTML with a link to the licence; maps show it. */
      attribution: string
      /** @description West, south, east, north. */
      bounds: [number, number, number, number]
      /** @description Longitude, latitude, zoom. */
      center: [number, number, number]
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description What they hold. */
      description: string
      /** @description Greatest zoom; maps magnify beyond it. */
      maxzoom: number
      /** @description Least zoom. */
      minzoom: number
      /** @description Name of the tiles. */
      name: string
      /**
       * @description Always xyz.
       * @enum {string}
       */
      scheme: 'xyz'
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /**
       * @description Always 3.0.0.
       * @enum {string}
       */
      tilejson: '3.0.0'
      /** @description Addresses of a tile, with `{z}`, `{x}`, `{y}`. */
      tiles: string[]
      /** @description The layers of a tile. */
      vector_layers: {
        /** @description What it holds. */
        description: string
        /** @description Field → what it says. */
        fields: {
          [key: string]: string
        }
        /** @description Name of the layer. */
        id: string
      }[]
      /** @description Version of the tiles’ make. */
      version: string
    }
    /** @description GeoJSON, in the order of the codes. */
    WithinAnswer: {
      /** @description ISO 8601 with the offset of Beijing. */
      asOf: string
      /** @description Whom to name as the source. */
      attribution: string
      /** @description The registry’s version that answered; it rises with each change. */
      dataVersion: number
      /** @description Stations. */
      features: components['schemas']['NearbyFeature'][]
      /** @description How many there are, shown or not. */
      matched: number
      /** @description Some of it is made-up demo data, not real places or people. */
      synthetic: boolean
      /** @description Not all of them are in the answer. */
      truncated: boolean
      /**
       * @description Always FeatureCollection.
       * @enum {string}
       */
      type: 'FeatureCollection'
    }
    /** @description A cell surely beyond reach. */
    WorstCell: {
      distanceM: components['schemas']['DistanceInterval']
      /** @description Code of its district. */
      districtCode: string | null
      /** @description H3 index of the cell. */
      h3: string
      /** @description WGS-84 latitude in degrees. */
      lat: number
      /** @description WGS-84 longitude in degrees. */
      lon: number
      /** @description People (or km²) in the cell. */
      people: number
      /** @description Code of its street. */
      streetCode: string | null
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export type operations = Record<string, never>
