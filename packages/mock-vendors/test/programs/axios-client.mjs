import axios from 'axios';

const headers = { 'x-api-key': process.env.PICWISH_API_KEY };
const form = { image_url: 'https://example.com/a.jpg', sync: '1' };
const url = 'https://techsz.aoscdn.com/api/tasks/visual/segmentation';
const { data } = await axios.postForm(url, form, { headers });
console.log((await axios.get(data.data.image, { responseType: 'arraybuffer' })).headers['content-type']);
