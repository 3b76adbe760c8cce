/** Under what terms data may be used. */
export interface Licence {
  title: string
  url: string
}

/** What may be done with the data, and whom to name: the settings DATA_LICENCE and DATA_ATTRIBUTION. */
export interface DataLicence extends Licence {
  attribution: string
}

export const DEFAULT_LICENCE: DataLicence = {
  title: 'CC BY 4.0',
  url: 'https://creativecommons.org/licenses/by/4.0/',
  attribution: '暖心驿站登记数据',
}

/** The licence without the attribution, as answers carry it. */
export const licenceOf = ({ title, url }: DataLicence): Licence => ({ title, url })

/** The licence as the value of an HTTP `Link` header. */
export const licenceHeader = ({ url }: Licence): string => `<${new URL(url).href}>; rel="license"`

/** Whose data it is, in the words of the searches; made-up stations are never passed off as real ones. */
export function attributionOf(synthetic: boolean, owner = DEFAULT_LICENCE.attribution): string {
  return synthetic ? '演示数据,不是真实驿站' : owner
}
