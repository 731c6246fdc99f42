import { FormData, request } from 'undici';

const body = new FormData();
body.set('image_url', 'https://example.com/a.jpg');
body.set('sync', '1');
const headers = { 'x-api-key': process.env.PICWISH_API_KEY };
const url = 'https://techsz.aoscdn.com/api/tasks/visual/segmentation';
const answer = await request(url, { method: 'POST', headers, body });
const { data } = await answer.body.json();
const picture = await request(data.image);
console.log(picture.headers['content-type']);
await picture.body.dump();
