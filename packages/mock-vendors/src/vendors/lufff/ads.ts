import { endpoint } from './call.ts';

/** The first is the manual's own sample, which has no URLs in it. */
const ads = [
  {
    id: 6,
    pic_url: '42',
    link_url: 'rwerwerwe',
    created_at: '2020-08-27 14:17:14',
    updated_at: '2020-08-27 14:17:14',
  },
  {
    id: 7,
    pic_url: 'https://ads.example/spring.png',
    link_url: 'https://ads.example/spring',
    created_at: '2020-08-31 10:00:00',
    updated_at: '2020-08-31 10:00:00',
  },
];

export const getOneAd = endpoint(() => ({ ad: ads[0] }));

export const getAdList = endpoint(() => ({ list: ads, total_count: ads.length }));
