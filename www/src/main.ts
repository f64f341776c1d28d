// Starts the page.
import { mount } from 'svelte';
import './portal.css';
import App from './view/App.svelte';

const target = document.getElementById('portal');
if (target !== null) mount(App, { target });
